import { type ProtobufCase, protobufCases } from "../protobuf/matrix.ts";
import { failureRows, loadRows, messageRows, metadataRows } from "../protobuf/rows.ts";
import type { ProtobufRow } from "../protobuf/way.ts";
import { type Column, caseTable, type Holds, type Line } from "./case-table.ts";

const columns: readonly Column<ProtobufCase>[] = [
  { title: "our client, Kitex's server", has: ({ way }) => way.from === "ours" },
  { title: "Kitex's client, our server", has: ({ way }) => way.to === "ours" },
];

/** The table of Protobuf on Kitex's own wire. */
export function protobufTable(holds: Holds): string {
  const lines = [
    line("messages, to 10 MB", messageRows),
    line("errors, panics, business statuses; what the server lacks", failureRows),
    line("metadata, also backward; deadlines", metadataRows),
    line("100 calls at once", loadRows),
  ];
  return caseTable(lines, columns, holds);
}

function line(about: string, rows: readonly ProtobufRow[]): Line<ProtobufCase> {
  const cases = protobufCases.filter(({ row }) => rows.includes(row));
  return { about, file: "../tests/interop/protobuf/rows.ts", cases };
}
