import type { Outcome, ServiceName } from "../peer.ts";
import type { Plain } from "../plain.ts";
import { readLines } from "./vector.ts";

/** A call of `keep` between two Kitex programs in Go whose IDLs are not of the same age. */
export interface EvolutionVector {
  readonly name: string;
  readonly caller: ServiceName;
  readonly callee: ServiceName;
  readonly request: {
    readonly hex: string;
    readonly seqId: number;
    /** What the caller sent, in its IDL, and what the handler saw, in that of the callee. */
    readonly args: Plain;
    readonly seen: Plain;
  };
  readonly reply: { readonly hex: string; readonly outcome: Outcome };
}

const record: { readonly [name: string]: Plain } = {
  name: "n",
  count: 2,
  part: { name: "p" },
  level: 2,
  choice: { number: 1 },
  parts: [["k", { name: "v" }]],
};
const laterRecord: { readonly [name: string]: Plain } = {
  ...record,
  retyped: "9007199254740993",
  part: { name: "p", added: "a" },
  relisted: "text",
  added: "new",
  addedWithDefault: 12,
  addedParts: [{ name: "x", added: "y" }, { name: "z" }],
  addedTable: [[1, [{ name: "y" }]]],
};

/** What is recorded. */
export const evolutionCalls: readonly (Pick<EvolutionVector, "name" | "caller" | "callee"> & {
  readonly args: Plain;
})[] = [
  {
    name: "fields that the callee's IDL has in addition, lacks and types anew",
    caller: "EvolvingV1",
    callee: "EvolvingV2",
    args: { record: { ...record, retyped: 3, removed: "r", relisted: [1, 2] } },
  },
  {
    name: "fields that the callee's IDL does not know yet",
    caller: "EvolvingV2",
    callee: "EvolvingV1",
    args: { record: laterRecord, added: "unknown" },
  },
  {
    name: "an enum number that the callee's IDL does not know yet",
    caller: "EvolvingV2",
    callee: "EvolvingV1",
    args: { record: { ...laterRecord, level: 3 }, added: "" },
  },
];

/** Reads the recording. */
export function readEvolution(): readonly EvolutionVector[] {
  return readLines("evolution")
    .slice(1)
    .map((line) => JSON.parse(line));
}
