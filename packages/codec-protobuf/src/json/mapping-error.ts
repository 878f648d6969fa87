import { describe } from "../protobuf-error.ts";
import { NumberLiteral } from "./number-literal.ts";

/** Longest text of a peer that is shown in an error. */
const longestShown = 40;

/**
 * JSON that is no value of its type, or a value that has no JSON form.
 *
 * `path` leads to it from the root, by the names that stand in the JSON: `order.items[3].price`.
 */
export class JsonMappingError extends Error {
  override readonly name = "JsonMappingError" as const;
  /** What is wrong, worded to follow the path: `must be a string, got the number 5`. */
  readonly problem: string;
  /** Empty for the root, or a text that is no JSON. */
  readonly path: string;

  constructor(problem: string, path: string = "", options?: ErrorOptions) {
    super(sentence(problem, path), options);
    this.problem = problem;
    this.path = path;
  }
}

function sentence(problem: string, path: string): string {
  if (problem.startsWith("must ")) return `${path === "" ? "the value" : path} ${problem}`;
  return path === "" ? problem : `${path}: ${problem}`;
}

/** Does what concerns the member or element `step` of a value; an error from there gets `step` in front of its path. */
export function inside<T>(step: string | number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof JsonMappingError ? below(step, error) : error;
  }
}

/** The error of a value as one of what it is in: `step` leads to the value. */
export function below(step: string | number, { problem, path, cause }: JsonMappingError): JsonMappingError {
  const first = typeof step === "number" || !/^[A-Za-z_$][\w$]*$/.test(step) ? `[${quoted(step)}]` : step;
  const whole = path === "" || path.startsWith("[") ? first + path : `${first}.${path}`;
  return new JsonMappingError(problem, whole, cause === undefined ? undefined : { cause });
}

/** A value is not what its type wants; `wanted` carries its article: `a string`. */
export function mustBe(wanted: string, got: unknown): JsonMappingError {
  return new JsonMappingError(`must be ${wanted}, got ${described(got)}`);
}

/** Messages lie deeper inside one another than the limit allows. */
export function tooDeep(): JsonMappingError {
  return new JsonMappingError("the messages are nested too deep (or the value contains itself)");
}

/** A text or a number as it may stand in an error. */
export function quoted(value: string | number): string {
  if (typeof value === "number") return String(value);
  return JSON.stringify(value.length <= longestShown ? value : `${value.slice(0, longestShown)}…`);
}

function described(value: unknown): string {
  if (typeof value === "string") return `the string ${quoted(value)}`;
  return value instanceof NumberLiteral ? `the number ${value.text.slice(0, longestShown)}` : describe(value);
}
