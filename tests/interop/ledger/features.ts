import type { Case } from "../matrix.ts";

/** A line of the table in docs/compatibility.md. */
export interface Feature {
  readonly name: string;
  /** The file of its rows, below tests/interop. */
  readonly file: string;
  /** Names of rows, or groups of scenarios. */
  readonly of: readonly string[];
}

/** What the matrix is about, in the words of somebody who wonders whether it works. Every row is in one of them. */
export const features: readonly Feature[] = [
  types("booleans, integers, doubles, typedefs, enums", [
    "every scalar in a struct",
    "scalars at their least",
    "scalars at their greatest",
    "scalars that are all zero",
    "a double that is no number",
    "the least double",
    "minus zero",
    "enums with numbers the IDL lacks",
    "a negative enum",
    "true as a result",
    "false as a result",
    "an i8 as a result",
    "an i16 as a result",
    "an i32 as a result",
    "an i64 past 2^53 as a result",
  ]),
  types("text and binary", [
    "empty text as a result",
    "text of all planes of Unicode",
    "text that normal forms would change",
    "text that is no UTF-8",
    "empty bytes as a result",
    "bytes that are no UTF-8",
  ]),
  types("lists, sets, maps, and these in one another", [
    "a list as a result",
    "a set as a result",
    "a map as a result",
    "lists of everything",
    "empty lists",
    "sets of everything",
    "empty sets",
    "maps of everything",
    "empty maps",
    "containers in containers",
  ]),
  types("optional fields, defaults of the IDL", [
    "optionals that are all unset",
    "optionals that are all set",
    "optionals that are set to zero",
    "defaults of the IDL for what is not given",
    "defaults of the IDL overruled, by zero too",
  ]),
  types("unions", [
    "a union of a scalar",
    "a union of text",
    "a union of a struct",
    "a union of unions",
    "unions in every container",
  ]),
  types("structs that contain themselves", ["a struct that contains itself", "forty structs in one another"]),
  types("large payloads, to 15 MiB", [
    "a list of 100,000 numbers",
    "a map of 10,000 entries",
    "1 MiB of bytes",
    "1 MiB of text",
    "15 MiB of bytes",
  ]),
  types("several parameters, void, oneway", [
    "several parameters with ids that leave gaps",
    "a void method without parameters",
    "a oneway method",
  ]),
  {
    name: "an earlier and a later IDL",
    file: "rows/evolution.ts",
    of: [
      "an earlier client and a later server: fields added, removed and retyped",
      "a later client and an earlier server: fields added, removed and retyped",
      "an enum number of a later IDL",
      "a union member of a later IDL, which the earlier server cannot send back",
    ],
  },
  failures("declared exceptions", [
    "a declared exception",
    "the second declared exception, with a field called message",
  ]),
  failures("errors that the IDL does not declare, panics", [
    "an error that the IDL does not declare",
    "an error without a text",
    "a panic",
    "an exception with an id of the application's own",
    "a call after one that failed",
  ]),
  failures("business statuses", [
    "a business status with extras",
    "a business status that is negative, without text or extras",
  ]),
  failures("methods and services that the server lacks", [
    "a method that the server does not know",
    "a service that the server does not know",
  ]),
  calls("metadata", ["transient and persistent metadata"]),
  calls("deadlines, carried and honoured", [
    "a deadline that is carried",
    "a connect timeout that was stated",
    "a deadline that is honoured by both sides",
  ]),
  calls("connections kept or not; 100 calls at once, sequence ids", [
    "connections are used again, or not, as the client chose",
    "100 calls at once, each with its own reply",
  ]),
  calls("several services behind one port", [
    "two services of one server, found by name and by method alone",
    "two services with one method, told apart by name, else by the fallback",
  ]),
  {
    name: "names, metadata, backward values and time left, over several hops",
    file: "scenarios/chains.ts",
    of: ["chains"],
  },
  { name: "a server that stops while it is called", file: "scenarios/drains.ts", of: ["draining servers"] },
  { name: "Kitex without its TTHeader handlers", file: "scenarios/bare-ends.ts", of: ["bare TTHeader"] },
];

/** The name by which a feature has a case: that of its row, or the group of its scenario. */
export function nameIn({ task }: Case): string {
  return "way" in task ? task.row.name : task.group;
}

function types(name: string, of: readonly string[]): Feature {
  return { name, file: "rows/types.ts", of };
}

function failures(name: string, of: readonly string[]): Feature {
  return { name, file: "rows/failures.ts", of };
}

function calls(name: string, of: readonly string[]): Feature {
  return { name, file: "rows/calls.ts", of };
}
