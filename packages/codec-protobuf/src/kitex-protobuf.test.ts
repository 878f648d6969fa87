import { once } from "node:events";
import { connect } from "node:net";
import { BizStatusError, buffered, createClient, framed, KitexError, type ServiceInfo } from "@kitex-ts/core";
import { type ClientCall, defineService, type Unary, unary } from "@kitex-ts/core/codegen";
import { ErrorCode } from "@kitex-ts/core/extension";
import { describe, expect, test } from "vitest";
import { protobuf } from "./payload-codec.ts";
import { bytesOf } from "./testdata/bytes.ts";
import { type Text, textMethod } from "./testdata/echo-method.ts";
import { clientOf, serve } from "./testdata/serving.ts";

interface EchoClient {
  readonly Echo: Unary<Text, Text>;
  readonly Fail: Unary<Text, Text>;
}

interface EchoHandler {
  Echo(request: Text): Text;
  Fail(request: Text): Text;
}

/** The service of the recorded exchanges. */
const EchoService: ServiceInfo<EchoClient, EchoHandler> = echoService(["Echo", "Fail"]);

function echoService(methods: readonly string[]): ServiceInfo<EchoClient, EchoHandler> {
  return defineService<EchoClient, EchoHandler>({
    name: "EchoService",
    codegen: 1,
    tool: "none",
    payloadCodec: protobuf,
    packageName: "recpb",
    methods: Object.fromEntries(methods.map((name) => [name, textMethod(name)])),
    client: (call: ClientCall) => ({ Echo: unary(call, "Echo"), Fail: unary(call, "Fail") }),
    handler: (handler) => ({
      Echo: { invoke: (request: Text) => handler.Echo(request) },
      Fail: { invoke: (request: Text) => handler.Fail(request) },
    }),
  });
}

const handler: EchoHandler = {
  Echo: (request) => request,
  Fail({ message }) {
    if (message === "biz") throw new BizStatusError(404, "not found", { extra: { k: "v" } });
    if (message === "trans") throw new KitexError(ErrorCode.Remote, "custom trans", { typeId: 1234 });
    throw new Error(`${message} error`);
  },
};

test("a client that was told to send bare messages is refused: nothing says where one of Protobuf ends", () => {
  const open = (): unknown =>
    createClient(EchoService, { destination: "echo", hostPorts: ["127.0.0.1:1"], transport: buffered() });
  expect(open).toThrow(expect.objectContaining({ code: ErrorCode.InvalidOption }));
});

describe("between a client and a server", () => {
  test.each([["TTHeader", undefined] as const, ["frames alone", framed()] as const])(
    "over %s, a request has its response",
    async (_name, transport) => {
      await using server = await serve(EchoService, handler);
      const hostPorts = [`127.0.0.1:${server.port}`];
      await using client = createClient(EchoService, {
        destination: "echo",
        hostPorts,
        ...(transport === undefined ? {} : { transport }),
      });
      expect(await client.Echo({ message: "hi" })).toEqual({ message: "hi" });
      expect(await client.Echo({})).toEqual({ message: "" });
      const long = "x".repeat(1_000_000);
      expect(await client.Echo({ message: long })).toEqual({ message: long });
    },
  );

  test("a business status comes as one", async () => {
    await using server = await serve(EchoService, handler);
    await using client = clientOf(EchoService, server);
    const result = await client.Fail.safe({ message: "biz" });
    expect(result).toMatchObject({ ok: false, error: { name: "BizStatusError", status: 404, message: "not found" } });
  });

  test("a handler's error comes with its id and its text", async () => {
    await using server = await serve(EchoService, handler);
    await using client = clientOf(EchoService, server);
    const failed = (typeId: number, text: string): object => ({
      ok: false,
      error: { code: "KITEX_ERR_REMOTE", typeId, message: expect.stringContaining(text) },
    });
    expect(await client.Fail.safe({ message: "plain" })).toMatchObject(failed(6, "biz error: plain error"));
    expect(await client.Fail.safe({ message: "trans" })).toMatchObject(failed(1234, "custom trans"));
  });

  test("a method that the server does not have is unknown, and the connection lives on", async () => {
    await using server = await serve(echoService(["Echo"]), handler);
    await using client = clientOf(EchoService, server);
    expect(await client.Fail.safe({})).toMatchObject({
      ok: false,
      error: { code: "KITEX_ERR_UNKNOWN_METHOD", message: expect.stringContaining("unknown method Fail") },
    });
    expect(await client.Echo({ message: "hi" })).toEqual({ message: "hi" });
  });

  test("a request that does not fit its type is not sent", async () => {
    await using server = await serve(EchoService, handler);
    await using client = clientOf(EchoService, server);
    const wrong: Text = Object({ message: 5 });
    expect(await client.Echo.safe(wrong)).toMatchObject({
      ok: false,
      error: { code: "KITEX_ERR_ENCODE", message: expect.stringContaining("must be a string, got the number 5") },
    });
  });
});

/** What a server answers to bytes, and whether it then closes the connection or answers a good call. */
async function answered(sent: string): Promise<{ readonly got: string; readonly closed: boolean }> {
  await using server = await serve(EchoService, handler);
  const socket = connect(server.port, "127.0.0.1");
  let got = "";
  let closed = false;
  socket.on("data", (bytes: Buffer) => {
    got += bytes.toString("hex");
    if (got.endsWith(goodReply)) socket.destroy();
  });
  socket.on("end", () => {
    closed = true;
  });
  socket.on("error", () => {
    closed = true;
  });
  socket.write(bytesOf(`${sent} ${goodCall}`));
  await once(socket, "close");
  return { got: got.replace(goodReply, ""), closed };
}

const goodCall = "00000014 90010001 00000004 4563686f 0000004d 0a026869";
const goodReply = goodCall.replace("90010001", "90010002").replaceAll(" ", "");

// What a server of Kitex for Go v0.16.3 was sent when exchanges were recorded, each before a good call.
describe("on the wire, a server", () => {
  test("answers a message of type oneway as a call", async () => {
    const call = "00000014 90010004 00000004 4563686f 00000005 0a026869";
    const reply = "00000014 90010002 00000004 4563686f 00000005 0a026869";
    expect(await answered(call)).toEqual({ got: reply.replaceAll(" ", ""), closed: false });
  });

  test("says that a method is unknown, and stays where Kitex for Go closes", async () => {
    const { got, closed } = await answered("00000010 90010001 00000004 4e6f7065 00000005");
    const text = Buffer.from("unknown service , method Nope").toString("hex");
    expect(got).toContain(`9001000300000004${Buffer.from("Nope").toString("hex")}`);
    expect(got).toContain(`0814121d${text}`);
    expect(closed).toBe(false);
  });

  test("says that a body is no message, and stays where Kitex for Go closes", async () => {
    const { got, closed } = await answered("00000014 90010001 00000004 4563686f 00000005 0aff6869");
    expect(got).toMatch(/^.{8}90010003000000044563686f000000050807/);
    expect(closed).toBe(false);
  });

  test.each([
    ["an empty method", "00000010 90010001 00000000 00000005 0a026869"],
    ["a reply", "00000014 90010002 00000004 4563686f 00000005 0a026869"],
    ["a method longer than the message", "00000014 90010001 7fffffff 00000000 00000000 00000000"],
    ["a message without a frame", "90010001 00000004 4563686f 00000005 0a026869"],
  ])("closes without an answer to %s", async (_what, sent) => {
    expect(await answered(sent)).toEqual({ got: "", closed: true });
  });
});
