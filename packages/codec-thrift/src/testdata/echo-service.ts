// enum Color { RED = 1, BLUE = 7 }   union U { 1: i32 a, 2: string s }
// struct Request { 1: string message }   struct Response { 1: string message }   exception MyErr { 1: i32 code }
// struct Seven { the fields of vector A7 }   struct All, struct Defs: below
// service EchoService {
//   Response Echo(1: Request req) throws (1: MyErr e), void Ping(), oneway void Notify(1: Request req),
//   Seven Types(1: Seven a), All All(1: All a), Defs Defaults(1: Defs d), Response Fail(1: string how) throws (1: MyErr e)
// }
import type { MethodInfo } from "@kitex-ts/core/extension";
import type { FieldDescriptor, StructDescriptor, TypeDescriptor } from "../descriptor.ts";
import { structCodecFor } from "../jit/struct-codec-for.ts";
import { argsCodec, outcomeCodec } from "../method-codec.ts";
import { ThriftException } from "../thrift-exception.ts";

export class MyErr extends ThriftException<{ code: number }> {
  override readonly name = "MyErr" as const;
}

const string: TypeDescriptor = { kind: "string" };
const i32: TypeDescriptor = { kind: "i32" };

function struct(name: string, fields: StructDescriptor["fields"]): StructDescriptor {
  return { kind: "struct", name, fields };
}

function of(inner: StructDescriptor): TypeDescriptor {
  return { kind: "struct", struct: () => inner };
}

function field(id: number, name: string, type: TypeDescriptor): FieldDescriptor {
  return { id, name, type, requiredness: "default" };
}

function optional(id: number, name: string, type: TypeDescriptor): FieldDescriptor {
  return { id, name, type, requiredness: "optional" };
}

const Request = struct("Request", [field(1, "message", string)]);
const Response = struct("Response", [field(1, "message", string)]);
const Empty = struct("Empty", []);
const U: StructDescriptor = { kind: "union", name: "U", fields: [optional(1, "a", i32), optional(2, "s", string)] };
const MyErrDescriptor: StructDescriptor = {
  kind: "exception",
  name: "MyErr",
  fields: [field(1, "code", i32)],
  create: (fields: { code: number }) => new MyErr(fields),
  isInstance: (value) => value instanceof MyErr,
};

const scalars: FieldDescriptor[] = [
  field(1, "flag", { kind: "bool" }),
  field(2, "tiny", { kind: "i8" }),
  field(3, "small", { kind: "i16" }),
  field(4, "medium", i32),
  field(5, "large", { kind: "i64" }),
  field(6, "ratio", { kind: "double" }),
  field(7, "text", string),
];

/** The struct of vector A7. */
export const Seven: StructDescriptor = struct("Seven", [
  ...scalars,
  field(8, "numbers", { kind: "list", element: i32 }),
  field(9, "names", { kind: "set", element: string }),
  field(10, "counts", { kind: "map", key: string, value: i32 }),
  field(11, "empty", of(Empty)),
]);

const All = struct("All", [
  ...scalars,
  field(8, "bytes", { kind: "binary" }),
  field(9, "names", { kind: "list", element: string }),
  field(10, "numbers", { kind: "set", element: i32 }),
  field(11, "deep", {
    kind: "map",
    key: { kind: "i64" },
    value: { kind: "list", element: { kind: "map", key: string, value: { kind: "bool" } } },
  }),
]);

const Defs = struct("Defs", [
  { ...optional(1, "od", i32), default: () => 5 },
  optional(2, "o", i32),
  { ...field(3, "dd", i32), default: () => 9 },
  { id: 4, name: "r", type: string, requiredness: "required" },
  field(5, "c", { kind: "enum" }),
  { ...optional(6, "oc", { kind: "enum" }), default: () => 7 },
  field(7, "nested", of(Request)),
  field(8, "ls", { kind: "list", element: string }),
  optional(9, "u", of(U)),
  field(10, "mc", { kind: "map", key: string, value: { kind: "enum" } }),
  { ...field(11, "sd", string), default: () => "hey" },
]);

function method(
  name: string,
  parameters: readonly FieldDescriptor[],
  success: TypeDescriptor | undefined,
  throws: readonly FieldDescriptor[] = [],
  oneway = false,
): MethodInfo {
  const args = struct(`EchoService${name}Args`, parameters);
  const outcomes = success === undefined ? throws : [optional(0, "success", success), ...throws];
  const result = struct(`EchoService${name}Result`, outcomes);
  return {
    service: "EchoService",
    name,
    oneway,
    streaming: "unary",
    args: argsCodec(args, structCodecFor(args)),
    result: outcomeCodec(result, structCodecFor(result)),
  };
}

type MethodName = "Echo" | "Ping" | "Notify" | "Types" | "All" | "Defaults" | "Fail";

/** The methods of the service of which exchanges were recorded. */
export const echoService: Readonly<Record<MethodName, MethodInfo>> = {
  Echo: method("Echo", [field(1, "req", of(Request))], of(Response), [optional(1, "e", of(MyErrDescriptor))]),
  Ping: method("Ping", [], undefined),
  Notify: method("Notify", [field(1, "req", of(Request))], undefined, [], true),
  Types: method("Types", [field(1, "a", of(Seven))], of(Seven)),
  All: method("All", [field(1, "a", of(All))], of(All)),
  Defaults: method("Defaults", [field(1, "d", of(Defs))], of(Defs)),
  Fail: method("Fail", [field(1, "how", string)], of(Response), [optional(1, "e", of(MyErrDescriptor))]),
};
