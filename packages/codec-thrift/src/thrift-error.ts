/**
 * A value that does not fit its Thrift type, or bytes that are no such value.
 *
 * Fast code throws it without a path, because knowing the path costs time while nothing is wrong; the payload codec
 * then walks the value or the bytes a second time and throws it with one.
 */
export class ThriftError extends Error {
  override readonly name = "ThriftError" as const;
  /** What is wrong, worded to follow the path: `must be a string, got undefined`. */
  readonly problem: string;
  /** Where, from the method's parameter on: `req.tags[3]`; empty when it is not known or the message as a whole. */
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

/** Structs and containers lie deeper inside one another than the limit allows. */
export function tooDeep(): ThriftError {
  return new ThriftError("structs and containers are nested too deep (or the value contains itself)");
}

/** A message lacks a field that its IDL requires. */
export function missingRequired(field: string): ThriftError {
  return new ThriftError(`required field ${field} is not set`);
}

/** A value is not what its type wants; `wanted` carries its article: `a string`. */
export function notA(wanted: string, got: unknown): ThriftError {
  return new ThriftError(`must be ${wanted}, got ${describe(got)}`);
}

/** A union has no member set, or several. */
export function notOneMember(union: string, members: number): ThriftError {
  const got = members === 0 ? "none" : members;
  return new ThriftError(`must have exactly one member of the union ${union} set, got ${got}`);
}

/** A handler failed with something that the method's IDL does not declare. */
export function undeclaredException(got: unknown): ThriftError {
  return new ThriftError(`must be an exception that the method declares, got ${describe(got)}`);
}

/** Names a value shortly: its type, and itself where that is a short number. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case "number":
      return `the number ${value}`;
    case "bigint":
      return value > -(10n ** 30n) && value < 10n ** 30n ? `the bigint ${value}n` : "a huge bigint";
    case "boolean":
    case "undefined":
      return String(value);
    case "object":
      return value === null ? "null" : `${Array.isArray(value) ? "an array" : describeObject(value)}`;
    default:
      return `a ${typeof value}`;
  }
}

function describeObject(value: object): string {
  if (value instanceof Map) return "a Map";
  if (value instanceof Set) return "a Set";
  return value instanceof Uint8Array ? "a Uint8Array" : "an object";
}
