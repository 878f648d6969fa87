import { describe, expect, test } from "vitest";
import { generateLines } from "../testing/generate-lines.ts";

const echo = `
struct Request { 1: i64 id }
exception Lost { 1: string why }
/** Echoes. */
service Echo {
  /** Says it again. */
  Request echo(1: Request req) throws (1: Lost lost)
  i32 add(1: i32 a, 2: i32 b), void ping(), oneway void notify(1: string text), oneway void poke()
}`;

function file(path: string, idl: string): string[] {
  return generateLines({ "x.thrift": idl })[path] ?? [];
}

test("a client has a method for each of the IDL", () => {
  const lines = file("x/client.ts", echo);
  expect(lines).toContain("  readonly echo: Unary<RequestInput, Request, Lost>;");
  expect(lines).toContain("  readonly add: Unary<{ a: number; b: number }, number>;");
  expect(lines).toContain("  readonly ping: UnaryNoRequest<void>;");
  expect(lines).toContain("  readonly notify: Oneway<string>;");
  expect(lines).toContain("  readonly poke: OnewayNoRequest;");
  expect(lines.join("\n")).toContain("  /**\n   * Says it again.\n   * @throws {Lost}\n   */\n  readonly echo:");
  expect(lines).toContain('    add: unary(call, "add"),');
});

test("a handler has the same methods, with names from the IDL", () => {
  const lines = file("x/server.ts", echo);
  expect(lines).toContain("  echo(req: Request, ctx: RpcContext): Promise<RequestInput> | RequestInput;");
  expect(lines).toContain("  add(request: { a: number; b: number }, ctx: RpcContext): Promise<number> | number;");
  expect(lines).toContain("  ping(ctx: RpcContext): Promise<void> | void;");
  expect(lines).toContain("    echo: { invoke: (request: Request, ctx) => handler.echo(request, ctx) },");
});

test("a service states its contract, its tool and its codecs", () => {
  expect(file("x/service.ts", echo).join("\n")).toContain(`/** Echoes. */
export const Echo: ServiceInfo<EchoClient, EchoHandler> = defineService<EchoClient, EchoHandler>({
  name: "Echo",
  codegen: 1,
  tool: "0.0.0",
  payloadCodec: thrift,
  methods: {
    echo: { args: EchoEchoArgs, result: EchoEchoResult },
    add: { args: EchoAddArgs, result: EchoAddResult },
    ping: { args: EchoPingArgs, result: EchoPingResult },
    notify: { args: EchoNotifyArgs, result: EchoNotifyResult, oneway: true },
    poke: { args: EchoPokeArgs, result: EchoPokeResult, oneway: true },
  },
  client: bindEchoClient,
  handler: bindEchoHandler,
});`);
  expect(file("x/service.ts", echo)).toContain('export type { EchoClient } from "./client.ts";');
});

test("methods that a client has for itself get an underscore in TypeScript only", () => {
  const idl =
    "service S { void close(), void then(), void ready(), void constructor(), void prototype(), void __proto__(), void close_() }";
  const client = file("x/client.ts", idl).join("\n");
  expect(client.match(/readonly \w+/g)).toEqual([
    "readonly close__",
    "readonly then_",
    "readonly ready_",
    "readonly constructor_",
    "readonly prototype_",
    "readonly __proto___",
    "readonly close_",
  ]);
  expect(client).toContain('close__: unaryNoRequest(call, "close"),');
  expect(file("x/service.ts", idl)).toContain('    ["__proto__"]: { args: S__proto__Args, result: S__proto__Result },');
  expect(file("x/server.ts", idl).join("\n")).toContain(
    "constructor: { invoke: (_request: unknown, ctx: RpcContext) => handler.constructor_(ctx) },",
  );
});

test("a service that extends another has its methods, wherever it stands", () => {
  const files = {
    "base.thrift": "service Base { void ping(), void close() }",
    "x.thrift":
      'include "base.thrift" service Child extends Middle { void own() } service Middle extends base.Base { void close_() }',
  };
  const lines = generateLines(files);
  expect(lines["x/client.ts"]).toContain("export interface ChildClient extends MiddleClient {");
  expect(lines["x/client.ts"]).toContain("export interface MiddleClient extends BaseClient {");
  // `close_` is taken by the parent's `close`.
  expect(lines["x/client.ts"]).toContain("  readonly close__: UnaryNoRequest<void>;");
  expect(lines["x/server.ts"]).toContain("    ...bindMiddleHandler(handler),");
  expect(lines["x/service.ts"]).toContain("  extends: Base,");
});

test("a service without methods, and services whose names look alike, stand beside one another", () => {
  const lines = generateLines({
    "x.thrift": "service Echo {} service echo { void a() } service EchoClient { void b() }",
  });
  expect(lines["x/client.ts"]?.filter((line) => line.startsWith("export interface"))).toEqual([
    "export interface EchoClient_ {}",
    "export interface EchoClient__ {",
    "export interface EchoClientClient {",
  ]);
});

describe("streams", () => {
  const idl =
    "namespace go shop.Stock exception E {} struct A { 1: i64 a } struct B {} service S { A get(1: A a)," +
    ' B watch(1: A query) throws (1: E e) (streaming.mode = "server"),' +
    ' B upload(1: A a) (streaming.mode = "client"), A chat(1: B b) (streaming.mode = "bidirectional") }' +
    "service Child extends S {} service Plain { B get(1: B b) }";

  test("are functions of iterables in clients and handlers", () => {
    expect(file("shop/Stock/x/client.ts", idl)).toEqual(
      expect.arrayContaining([
        "  readonly watch: ServerStream<AInput, B>;",
        "  readonly upload: ClientStream<AInput, B>;",
        "  readonly chat: BidiStream<B, A>;",
        '    watch: serverStream(call, "watch"),',
        '    upload: clientStream(call, "upload"),',
        '    chat: bidiStream(call, "chat"),',
      ]),
    );
    expect(file("shop/Stock/x/server.ts", idl)).toEqual(
      expect.arrayContaining([
        "  watch(query: A, ctx: RpcContext): AsyncIterable<B> | Iterable<B>;",
        "  upload(requests: AsyncIterable<A>, ctx: RpcContext): Promise<B> | B;",
        "  chat(requests: AsyncIterable<B>, ctx: RpcContext): AsyncIterable<AInput>;",
        "    chat: { invoke: (requests: AsyncIterable<B>, ctx) => handler.chat(requests, ctx) },",
      ]),
    );
  });

  test("carry the bare structs", () => {
    const lines = file("shop/Stock/x/codec.ts", idl).join("\n");
    expect(lines).toContain(
      "export const SWatchArgs: BodyCodec<A, AInput> = {\n  write: writeA,\n  read: readA,\n};\n",
    );
    expect(lines).toContain(
      "export const SWatchResult: ResultCodec<B> = {\n  write(outcome, out, depth) {\n" +
        "    if (!outcome.ok) throw undeclaredException(outcome.error);\n    writeB(outcome.value, out, depth);\n  },\n" +
        "  read: (input, depth) => ({ ok: true, value: readB(input, depth) }),\n  declares: () => false,\n};\n",
    );
    expect(lines).not.toContain("SWatchArgsDescriptor");
  });

  test("bring gRPC along, to a service that extends theirs too and to no other", () => {
    const lines = file("shop/Stock/x/service.ts", idl);
    expect(lines).toContain('    watch: { args: SWatchArgs, result: SWatchResult, streaming: "server" },');
    expect(lines.filter((line) => line === "  carrier: grpcProtocol,")).toHaveLength(2);
    expect(lines.filter((line) => line === '  packageName: "stock",')).toHaveLength(2);
    expect(file("x/service.ts", "struct A {} service S { A get(1: A a) }").join()).not.toContain("grpc");
  });
});
