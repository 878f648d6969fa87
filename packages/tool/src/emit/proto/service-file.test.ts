import { describe, expect, test } from "vitest";
import { generateProtoLines } from "../../testing/generate-proto-lines.ts";

function file(path: string, body: string, header: string = "package p;"): string[] {
  return generateProtoLines({ "x.proto": `syntax = "proto3"; ${header} ${body}` })[path] ?? [];
}

const idl =
  "message A { int32 a = 1; } message B {} service S { rpc GetOne(A) returns (B); rpc Watch(A) returns (stream B);" +
  " rpc Upload(stream A) returns (B); rpc Chat(stream B) returns (stream A); }";

test("a method of each kind has its form in clients and handlers", () => {
  expect(file("p/x/client.ts", idl)).toEqual(
    expect.arrayContaining([
      "  readonly getOne: Unary<AInput, B>;",
      "  readonly watch: ServerStream<AInput, B>;",
      "  readonly upload: ClientStream<AInput, B>;",
      "  readonly chat: BidiStream<B, A>;",
      '    getOne: unary(call, "GetOne"),',
      '    watch: serverStream(call, "Watch"),',
      '    upload: clientStream(call, "Upload"),',
      '    chat: bidiStream(call, "Chat"),',
    ]),
  );
  expect(file("p/x/server.ts", idl)).toEqual(
    expect.arrayContaining([
      "  getOne(request: A, ctx: RpcContext): Promise<B> | B;",
      "  watch(request: A, ctx: RpcContext): AsyncIterable<B> | Iterable<B>;",
      "  upload(requests: AsyncIterable<A>, ctx: RpcContext): Promise<B> | B;",
      "  chat(requests: AsyncIterable<B>, ctx: RpcContext): AsyncIterable<AInput>;",
      "    GetOne: { invoke: (request: A, ctx) => handler.getOne(request, ctx) },",
      "    Upload: { invoke: (requests: AsyncIterable<A>, ctx) => handler.upload(requests, ctx) },",
    ]),
  );
});

test("the service has its package, gRPC, and the files that describe it, imported ones first", () => {
  const lines = generateProtoLines({
    "deep.proto": 'syntax = "proto3"; package d; message D {}',
    "middle.proto": 'syntax = "proto3"; package m; import "deep.proto"; message M { d.D d = 1; }',
    "x.proto":
      'syntax = "proto3"; package p.q; import "middle.proto"; import "deep.proto"; service S { rpc R(m.M) returns (d.D); }',
  })["p/q/x/service.ts"];
  expect(lines).toEqual(
    expect.arrayContaining([
      '  packageName: "p.q",',
      "  carrier: grpcProtocol,",
      "  descriptors: () => [fromBase64(deepFile), fromBase64(middleFile), fromBase64(xFile)],",
      "    R: { args: messageBody(MDescriptor), result: messageResult(DDescriptor) },",
    ]),
  );
});

test("without a package there is none, and the files stand in a folder by their name", () => {
  expect(file("x/service.ts", idl, "").join("\n")).not.toContain("packageName");
});

describe("names of methods", () => {
  const properties = (...methods: string[]): string[] =>
    file("p/x/client.ts", `message A {} service S { ${methods.map((name) => `rpc ${name}(A) returns (A);`).join("")} }`)
      .filter((line) => line.startsWith("  readonly "))
      .map((line) => line.slice("  readonly ".length).split(":")[0] ?? "");

  test("have a small first letter", () => {
    expect(properties("Echo", "GetURL", "say_hello", "X")).toEqual(["echo", "getURL", "sayHello", "x"]);
  });

  test("stay as they are written where two would be the same", () => {
    expect(properties("Echo", "echo", "Other")).toEqual(["Echo", "echo", "Other"]);
  });

  test("get an underscore where a client has such a property", () => {
    expect(properties("Close", "Ready", "Then", "Constructor")).toEqual(["close_", "ready_", "then_", "constructor_"]);
  });
});

test("a service without methods is one", () => {
  const lines = file("p/x/client.ts", "service S {}");
  expect(lines).toContain("export interface SClient {}");
  expect(lines).toContain("export function bindSClient(_call: ClientCall): SClient {");
  expect(file("p/x/service.ts", "service S {}")).toContain("  methods: {},");
});

test("comments and deprecation of a method stand on both sides", () => {
  const text =
    "message A {}\n// Serves.\nservice S {\n // Gets.\n rpc Get(A) returns (A) { option deprecated = true; }\n}";
  for (const side of ["client", "server"]) {
    const lines = file(`p/x/${side}.ts`, text).join("\n");
    expect(lines).toContain("/** Serves. */\nexport interface");
    expect(lines).toContain("  /**\n   * Gets.\n   * @deprecated\n   */\n");
  }
});

test("names are only imported under names that the file does not declare", () => {
  const lines = file("p/x/client.ts", "message Unary {} service Client { rpc unary(Unary) returns (Unary); }");
  expect(lines.join("\n")).toContain("  readonly unary: Unary_<Unary, Unary>;");
});
