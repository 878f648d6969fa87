import { describe, expect, test } from "vitest";
import { type Client, createClient } from "../../client/client.ts";
import { BizStatusError } from "../../errors/biz-status-error.ts";
import { ErrorCode } from "../../errors/codes.ts";
import { silentLogger } from "../../logging/logger.ts";
import { createServer, type Server } from "../../server/server.ts";
import { written } from "../../testdata/hex.ts";
import { framed as frame, headed, limits, methodNamed, readHeaded, readPayload } from "../../testdata/messages.ts";
import { rawClient, rawServer } from "../../testdata/raw-peer.ts";
import { type EchoClient, type EchoHandler, echoService } from "../../testing/echo-service.ts";
import { jsonCodec } from "../../testing/json-codec.ts";
import type { ClientTransport } from "../trans/trans-handler.ts";
import { buffered, framed } from "../trans/wire-transport.ts";
import { multiplexedName, requestTarget } from "./request-target.ts";
import type { TTHeader } from "./ttheader.ts";

function requestNamed(name: string, seqId = 1): Buffer {
  const method = { ...methodNamed("echo"), name };
  return written((out) => jsonCodec.encodeRequest(out, method, seqId, "hi", limits));
}

function targetOf(method: string, isn?: string): { service: string; method: string } {
  const header: TTHeader | undefined =
    isn === undefined
      ? undefined
      : { flags: 0, seqId: 1, strings: new Map([["isn", isn]]), ints: new Map(), payloadStart: 0 };
  return requestTarget({ header, envelope: { kind: "call", method, seqId: 1 } });
}

describe("whom a request is for", () => {
  test("a header names the service, and then a colon is part of the method", () => {
    expect(targetOf("echo", "Echo")).toEqual({ service: "Echo", method: "echo" });
    expect(targetOf("Other:echo", "Echo")).toEqual({ service: "Echo", method: "Other:echo" });
  });

  test("without one, what stands before the first colon does", () => {
    expect(targetOf("echo")).toEqual({ service: "", method: "echo" });
    expect(targetOf("Echo:echo")).toEqual({ service: "Echo", method: "echo" });
    expect(targetOf("Echo:echo", "")).toEqual({ service: "Echo", method: "echo" });
    expect(targetOf("a:b:c")).toEqual({ service: "a", method: "b:c" });
    expect(targetOf("Echo:")).toEqual({ service: "Echo", method: "" });
    expect(targetOf(":echo")).toEqual({ service: "", method: "echo" });
    expect(targetOf(":")).toEqual({ service: "", method: "" });
  });

  test("a multiplexed name is read back", () => {
    expect(targetOf(multiplexedName("Echo", "echo"))).toEqual({ service: "Echo", method: "echo" });
  });
});

/** A server of two services with the same methods, each of which answers with its own name. */
function twoServices(handlers: Partial<Record<"First" | "Second", EchoHandler>> = {}): Server {
  const server = createServer({ port: 0, host: "127.0.0.1", logger: silentLogger });
  for (const name of ["First", "Second"] as const) {
    server.register(echoService(name), handlers[name] ?? { echo: () => name }, { fallback: name === "First" });
  }
  return server;
}

function clientOf(service: string, port: number, transport: ClientTransport): Client<EchoClient> {
  return createClient<EchoClient, EchoHandler>(echoService(service), {
    destination: "test",
    hostPorts: [`127.0.0.1:${port}`],
    transport,
    logger: silentLogger,
  });
}

describe("a server that is sent multiplexed names", () => {
  test.each([
    ["Second:echo", { kind: "reply", method: "echo", body: { ok: true, value: "Second" } }],
    ["First:echo", { kind: "reply", method: "echo", body: { ok: true, value: "First" } }],
    ["echo", { kind: "reply", method: "echo", body: { ok: true, value: "First" } }],
    [
      "Second:nothing",
      { kind: "exception", method: "nothing", body: { typeId: 1, message: "unknown method nothing (service Second)" } },
    ],
    [
      "Third:echo",
      { kind: "exception", method: "echo", body: { typeId: 20, message: "unknown service Third, method echo" } },
    ],
    ["Second:", { kind: "exception", method: "", body: { typeId: 1, message: "unknown method  (service Second)" } }],
  ])("answers %s under the method's own name", async (name, answer) => {
    await using server = twoServices();
    const { port = 0 } = await server.listen();
    using peer = await rawClient(port);
    peer.send(frame(requestNamed(name, 7)));
    expect(readPayload((await peer.mustFrame()).subarray(4))).toEqual({ ...answer, seqId: 7 });
  });

  test.each([
    ["a failure", new Error("no"), { typeId: 6, message: "biz error: no" }],
    ["a business status", new BizStatusError(404, "gone"), { typeId: 6, message: "biz error: code=404, msg=gone" }],
  ])("tells %s under the method's own name", async (_what, error, body) => {
    const fails = (): never => {
      throw error;
    };
    await using server = twoServices({ Second: { echo: fails } });
    const { port = 0 } = await server.listen();
    using peer = await rawClient(port);
    peer.send(frame(requestNamed("Second:echo")));
    expect(readPayload((await peer.mustFrame()).subarray(4))).toMatchObject({
      kind: "exception",
      method: "echo",
      body,
    });
  });

  test("lets a header decide, where there is one", async () => {
    await using server = twoServices();
    const { port = 0 } = await server.listen();
    using peer = await rawClient(port);
    peer.send(headed(1, requestNamed("Second:echo"), { strings: [["isn", "First"]] }));
    expect(readHeaded(await peer.mustFrame()).body).toMatchObject({
      message: "unknown method Second:echo (service First)",
    });
    peer.send(headed(2, requestNamed("Second:echo", 2)));
    expect(readHeaded(await peer.mustFrame())).toMatchObject({ method: "echo", body: { value: "Second" } });
  });
});

describe.each([
  ["framed", framed],
  ["buffered", buffered],
])("a %s client with multiplexed names", (_name, transport) => {
  test("reaches each of the services behind one port", async () => {
    const heard = Promise.withResolvers<unknown>();
    const second: EchoHandler = { echo: () => "Second", notify: heard.resolve };
    await using server = twoServices({ Second: second });
    const { port = 0 } = await server.listen();
    await using one = clientOf("First", port, transport({ multiplexed: true }));
    await using two = clientOf("Second", port, transport({ multiplexed: true }));
    await using named = clientOf("Alias", port, transport({ multiplexed: "Second" }));
    await using plain = clientOf("Second", port, transport());
    expect(await Promise.all([one, two, named, plain].map((client) => client.echo(1)))).toEqual([
      "First",
      "Second",
      "Second",
      "First",
    ]);
    await two.notify("heard");
    expect(await heard.promise).toBe("heard");
    expect(await two.echo.safe(1)).toEqual({ ok: true, value: "Second" });
  });
});

test("a multiplexed call takes a reply of either name, and of no other", async () => {
  const names = ["echo", "Echo:echo", "Other:echo", "Echo"];
  await using server = await rawServer(async (peer) => {
    for (let request = await peer.frame(); request !== undefined; request = await peer.frame()) {
      const { seqId, method } = readPayload(request.subarray(4));
      expect(method).toBe("Echo:echo");
      const answer = { ...methodNamed("echo"), name: names.shift() ?? "" };
      peer.send(frame(written((out) => jsonCodec.encodeReply(out, answer, seqId, { ok: true, value: seqId }, limits))));
    }
  });
  await using client = clientOf("Echo", server.port, framed({ multiplexed: true }));
  expect(await client.echo(0)).toBe(1);
  expect(await client.echo(0)).toBe(2);
  await expect(client.echo(0)).rejects.toMatchObject({ code: ErrorCode.Protocol });
  await expect(client.echo(0)).rejects.toMatchObject({ code: ErrorCode.Protocol });
});

test("a plain call does not take the reply of a multiplexed name", async () => {
  await using server = await rawServer(async (peer) => {
    const { seqId } = readPayload((await peer.mustFrame()).subarray(4));
    const answer = { ...methodNamed("echo"), name: "Echo:echo" };
    peer.send(frame(written((out) => jsonCodec.encodeReply(out, answer, seqId, { ok: true, value: 1 }, limits))));
  });
  await using client = clientOf("Echo", server.port, framed());
  await expect(client.echo(0)).rejects.toMatchObject({ code: ErrorCode.Protocol });
});
