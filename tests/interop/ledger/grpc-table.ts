import { type GrpcCase, grpcCases } from "../../grpc/foreign/matrix.ts";
import { connectionRows } from "../../grpc/foreign/rows/connections.ts";
import { endRows } from "../../grpc/foreign/rows/ends.ts";
import { failureRows } from "../../grpc/foreign/rows/failures.ts";
import { kindRows } from "../../grpc/foreign/rows/kinds.ts";
import { metadataRows } from "../../grpc/foreign/rows/metadata.ts";
import { metainfoRows } from "../../grpc/foreign/rows/metainfo.ts";
import { sizeRows } from "../../grpc/foreign/rows/sizes.ts";
import type { LibraryName, Row } from "../../grpc/foreign/way.ts";
import { type Column, caseTable, type Holds, type Line } from "./case-table.ts";

const columns: readonly Column<GrpcCase>[] = [...columnsOf("grpc-go"), ...columnsOf("grpc-js"), ...columnsOf("Kitex")];

/** The table of gRPC. Kitex's cases are those with Protobuf and with Thrift. */
export function grpcTable(holds: Holds): string {
  const lines = [
    line("the four kinds of method", "kinds.ts", kindRows),
    line("metadata: with requests, headers, trailers; text and bytes, several values", "metadata.ts", metadataRows),
    line("Kitex's metainfo, transient and persistent", "metainfo.ts", metainfoRows),
    line("statuses with details, business statuses, panics, declared exceptions", "failures.ts", failureRows),
    line("deadlines, cancellation", "ends.ts", endRows),
    line("10 MB, gzip, 1,000 streams at once", "sizes.ts", sizeRows),
    line("draining, connection age, keepalive, waiting for a server, TLS", "connections.ts", connectionRows),
  ];
  return caseTable(lines, columns, holds);
}

function columnsOf(other: LibraryName): readonly Column<GrpcCase>[] {
  return [
    { title: `our client, ${other}'s server`, has: ({ way }) => way.from === "ours" && way.to === other },
    { title: `${other}'s client, our server`, has: ({ way }) => way.from === other && way.to === "ours" },
  ];
}

function line(about: string, file: string, rows: readonly Row[]): Line<GrpcCase> {
  const cases = grpcCases.filter(({ row }) => rows.includes(row));
  return { about, file: `../tests/grpc/foreign/rows/${file}`, cases };
}
