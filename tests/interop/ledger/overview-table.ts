import { grpcCases } from "../../grpc/foreign/matrix.ts";
import type { LibraryName } from "../../grpc/foreign/way.ts";
import type { MatrixCase } from "../case-matrix.ts";
import { cases } from "../matrix.ts";
import type { Peer } from "../peer.ts";
import { protobufCases } from "../protobuf/matrix.ts";
import { type Column, caseTable, type Holds, type Line } from "./case-table.ts";

/** A case, and who calls whom in it. */
interface CaseOfTwo extends MatrixCase {
  readonly from: LibraryName;
  readonly to: LibraryName;
}

const others: readonly LibraryName[] = ["grpc-go", "grpc-js"];

const columns: readonly Column<CaseOfTwo>[] = [
  { title: "our client, Kitex's server", has: ({ from, to }) => from === "ours" && to === "Kitex" },
  { title: "Kitex's client, our server", has: ({ from, to }) => from === "Kitex" && to === "ours" },
  { title: "our client, a server of grpc-go or grpc-js", has: ({ to }) => others.includes(to) },
  { title: "a client of grpc-go or grpc-js, our server", has: ({ from }) => others.includes(from) },
];

/** The table of what messages are and how they travel, all cases between ours and one other. */
export function overviewTable(holds: Holds): string {
  return caseTable([thrift(), protobuf(), ...grpc()], columns, holds);
}

function thrift(): Line<CaseOfTwo> {
  const ofTwo = cases.flatMap(({ id, group, task }) =>
    "way" in task ? [{ id, group, from: nameOf[task.way.from], to: nameOf[task.way.to] }] : [],
  );
  return { about: "Thrift on Kitex's own wire", file: "../tests/interop/rows", cases: ofTwo };
}

function protobuf(): Line<CaseOfTwo> {
  const ofTwo = protobufCases.map(({ id, group, way }) => ({ id, group, from: way.from, to: way.to }));
  return { about: "Protobuf on Kitex's own wire", file: "../tests/interop/protobuf/rows.ts", cases: ofTwo };
}

function grpc(): readonly Line<CaseOfTwo>[] {
  return (["Protobuf", "Thrift"] as const).map((messages) => ({
    about: `${messages} over gRPC`,
    file: "../tests/grpc/foreign/rows",
    cases: grpcCases
      .filter(({ way }) => way.messages === messages)
      .map(({ id, group, way }) => ({ id, group, from: way.from, to: way.to })),
  }));
}

const nameOf: Readonly<Record<Peer["kind"], LibraryName>> = { ours: "ours", go: "Kitex" };
