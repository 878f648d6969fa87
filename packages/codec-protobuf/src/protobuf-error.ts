/**
 * A value that does not fit its Protobuf type, or bytes that are no such message.
 *
 * Fast code throws it without a path, because knowing the path costs time while nothing is wrong; what a method's codec
 * throws has been given one.
 */
export class ProtobufError extends Error {
  override readonly name = "ProtobufError" as const;
  /** What is wrong, worded to follow the path: `must be a string, got undefined`. */
  readonly problem: string;
  /** Where, from the message on: `tags[3].name`; empty when it is not known or the message as a whole. */
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

/** Messages lie deeper inside one another than the limit allows. */
export function tooDeep(): ProtobufError {
  return new ProtobufError("messages are nested too deep (or the value contains itself)");
}

/** A message lacks a field that its .proto file requires. */
export function missingRequired(field: string): ProtobufError {
  return new ProtobufError(`required field ${field} is not set`);
}

/** A oneof is there and has no member set, or several. */
export function notOneMember(oneof: string, members: number): ProtobufError {
  const got = members === 0 ? "none" : members;
  return new ProtobufError(`must have exactly one member of the oneof ${oneof} set, got ${got}`);
}

/** A value is not what its type wants; `wanted` carries its article: `a string`. */
export function notA(wanted: string, got: unknown): ProtobufError {
  return new ProtobufError(`must be ${wanted}, got ${describe(got)}`);
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
  return value instanceof Uint8Array ? "a Uint8Array" : "an object";
}
