import { closestName } from "./closest-name.ts";
import { badArguments } from "./errors.ts";
import { type FlagKey, flags, foreignFlags } from "./flags.ts";

/** The values of each flag that was given; a switch has `"true"`. */
export type FlagValues = ReadonlyMap<FlagKey, readonly string[]>;

/** Tells flags and their values from the other arguments. Throws a `ToolError` for a flag that there is not. */
export function splitFlags(argv: readonly string[]): {
  readonly values: FlagValues;
  readonly positionals: readonly string[];
} {
  const values = new Map<FlagKey, string[]>();
  const positionals: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? "";
    if (argument === "--") {
      positionals.push(...argv.slice(i + 1));
      break;
    }
    const match = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(argument);
    if (match === null) {
      positionals.push(argument);
      continue;
    }
    const [, name = "", inline] = match;
    const key = keyOf(name, argument);
    const flag = flags[key];
    let value = inline;
    if (flag.value === undefined) {
      value = switchValue(name, inline);
    } else if (value === undefined) {
      value = argv[++i];
      if (value === undefined) throw badArguments(`-${name} wants a value: -${name} ${flag.value}`);
    }
    if (value === "false" && flag.value === undefined) values.delete(key);
    else values.set(key, [...(values.get(key) ?? []), value ?? "true"]);
  }
  return { values, positionals };
}

function switchValue(name: string, inline: string | undefined): string {
  if (inline === undefined || inline === "true" || inline === "false") return inline ?? "true";
  throw badArguments(`-${name} is a switch and takes no value, got ${JSON.stringify(inline)}`);
}

function keyOf(name: string, argument: string): FlagKey {
  for (const key of flagKeys) {
    if (flags[key].names.includes(name)) return key;
  }
  const foreign = foreignFlags.get(name);
  if (foreign !== undefined) {
    throw badArguments(`-${name} is a flag of Kitex for Go; here ${foreign.why}`, "leave it away");
  }
  const closest = closestName(name, [...flagKeys.flatMap((key) => flags[key].names), ...foreignFlags.keys()]);
  throw badArguments(
    `there is no flag ${argument.replace(/=.*/s, "")}`,
    closest === undefined ? "kitex --help lists them" : `did you mean --${closest}?`,
  );
}

const flagKeys: readonly FlagKey[] = Object.keys(flags).filter(isFlagKey);

function isFlagKey(key: string): key is FlagKey {
  return Object.hasOwn(flags, key);
}

/** The value of a flag; of several the last, as in Go. */
export function last(values: FlagValues, key: FlagKey): string | undefined {
  return values.get(key)?.at(-1);
}

/** A property, or none where its value is `undefined`. */
export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  const object: { [P in K]?: V } = {};
  if (value !== undefined) object[key] = value;
  return object;
}
