import type { GrpcCase } from "../../grpc/foreign/matrix.ts";
import { connectionRows } from "../../grpc/foreign/rows/connections.ts";
import { endRows } from "../../grpc/foreign/rows/ends.ts";
import { failureRows } from "../../grpc/foreign/rows/failures.ts";
import { kindRows } from "../../grpc/foreign/rows/kinds.ts";
import { metadataRows } from "../../grpc/foreign/rows/metadata.ts";
import { metainfoRows } from "../../grpc/foreign/rows/metainfo.ts";
import { sizeRows } from "../../grpc/foreign/rows/sizes.ts";
import type { Row, Way } from "../../grpc/foreign/way.ts";
import { cellOf } from "./kitex-table.ts";
import { markdownTable } from "./markdown-table.ts";

/** The lines: what rows are about, and the file that has them. */
const subjects: readonly (readonly [about: string, file: string, rows: readonly Row[]])[] = [
  ["the four kinds of method", "kinds.ts", kindRows],
  ["metadata: with requests, headers, trailers; text and bytes, several values", "metadata.ts", metadataRows],
  ["Kitex's metainfo, transient and persistent", "metainfo.ts", metainfoRows],
  ["statuses with details, business statuses, panics, declared exceptions", "failures.ts", failureRows],
  ["deadlines, cancellation", "ends.ts", endRows],
  ["10 MB, gzip, 1,000 streams at once", "sizes.ts", sizeRows],
  ["draining, connection age, keepalive, waiting for a server, TLS", "connections.ts", connectionRows],
];

/** The columns. */
const columns: readonly (readonly [title: string, ours: "from" | "to", other: string])[] = [
  ["our client, grpc-go's server", "from", "grpc-go"],
  ["grpc-go's client, our server", "to", "grpc-go"],
  ["our client, grpc-js's server", "from", "grpc-js"],
  ["grpc-js's client, our server", "to", "grpc-js"],
  ["our client, Kitex's server", "from", "Kitex"],
  ["Kitex's client, our server", "to", "Kitex"],
];

/** The table of gRPC, as `kitexTable` draws its own. Kitex's cases are those with Protobuf and with Thrift. */
export function grpcTable(cases: readonly GrpcCase[], holds: (one: GrpcCase) => boolean): string {
  return markdownTable(
    ["", ...columns.map(([title]) => title)],
    subjects.map(([about, file, rows]) => [
      about,
      ...columns.map(([, ours, other]) => {
        const members = cases.filter(
          ({ way, row }) => rows.includes(row) && way[ours] === "ours" && otherEnd(way, ours) === other,
        );
        return cellOf(members.filter(holds).length, members.length, `../tests/grpc/foreign/rows/${file}`);
      }),
    ]),
  );
}

function otherEnd(way: Way, ours: "from" | "to"): string {
  return ours === "from" ? way.to : way.from;
}
