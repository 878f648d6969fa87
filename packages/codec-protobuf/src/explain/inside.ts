import { ProtobufError } from "../protobuf-error.ts";
import { asProtobufError } from "../wire-error.ts";

/** A step from a value to one inside it: a property or a oneof's member, an element's index, a map's key. */
export type Step = { readonly property: string } | { readonly index: number } | { readonly key: unknown };

/** Longest path that is spelled out; of a longer one (a value that contains itself) the two ends are shown. */
const longest = 200;

/** Does what concerns a value inside another one; an error from there gets the step in front of its path. */
export function inside<T>(step: Step, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const known = asProtobufError(error);
    throw known instanceof ProtobufError ? new ProtobufError(known.problem, joined(step, known.path)) : error;
  }
}

function joined(step: Step, rest: string): string {
  const between = rest === "" || rest.startsWith("[") || rest.startsWith(".get(") ? "" : ".";
  const path = `${spelled(step)}${between}${rest}`;
  return path.length <= longest ? path : `${path.slice(0, 100)} … ${path.slice(-80)}`;
}

function spelled(step: Step): string {
  if ("index" in step) return `[${step.index}]`;
  if ("property" in step) return step.property;
  const { key } = step;
  if (typeof key === "string") return `.get(${JSON.stringify(key.length <= 40 ? key : `${key.slice(0, 40)}…`)})`;
  return `.get(${typeof key === "bigint" ? `${key}n` : typeof key === "object" ? "…" : String(key)})`;
}
