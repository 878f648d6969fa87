import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface BenchArguments {
  /** The scenarios by name; none means all. `targets` is among the names. */
  readonly names: readonly string[];
  readonly quick: boolean;
  readonly list: boolean;
  readonly help: boolean;
  /** The candidates to measure, by name; `undefined` means all. */
  readonly candidates: readonly string[] | undefined;
  /** A part of the names of the groups to measure; `undefined` means all. */
  readonly group: string | undefined;
  /** Rounds in place of those a scenario has by design. */
  readonly rounds: number | undefined;
}

/** Reads the command line. Throws an error that says what is wrong with it. */
export function readArguments(args: readonly string[], known: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
      candidates: { type: "string" },
      group: { type: "string" },
      rounds: { type: "string" },
    },
  });
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no such scenario: ${unknown.join(", ")}; there are ${known.join(", ")}`);
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
    throw new Error(`--rounds must be a whole number above 0, got ${values.rounds}`);
  }
  return {
    names: positionals,
    quick: values.quick,
    list: values.list,
    help: values.help,
    candidates: values.candidates?.split(","),
    group: values.group,
    rounds,
  };
}

/** Whether only a part of what a scenario is by design was asked for: such results replace no published ones. */
export function isPartial({ quick, candidates, group, rounds }: BenchArguments): boolean {
  return quick || candidates !== undefined || group !== undefined || rounds !== undefined;
}
