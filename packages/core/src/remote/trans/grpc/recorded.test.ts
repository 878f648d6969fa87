import { describe, expect, test } from "vitest";
import { createClient } from "../../../client/client.ts";
import type { RpcContext } from "../../../context/rpc-context.ts";
import { BizStatusError } from "../../../errors/biz-status-error.ts";
import { statusError } from "../../../errors/status-error.ts";
import { silentLogger } from "../../../logging/logger.ts";
import { createServer, type Server } from "../../../server/server.ts";
import { hex } from "../../../testdata/hex.ts";
import { type RawPeer, rawClient, rawServer } from "../../../testdata/raw-peer.ts";
import { until } from "../../../testdata/until.ts";
import { grpcServer } from "./grpc-server.ts";
import { grpc } from "./grpc-transport.ts";
import { type RawHandler, rawService } from "./testdata/raw-service.ts";
import { recorded } from "./testdata/recorded.ts";

const hi = hex("0a 02 68 69");

/** The frames on stream 1 of what came, without the bytes of headers: those of two encoders differ. */
function framesOf(bytes: Buffer): string[] {
  const frames: string[] = [];
  for (let at = 0; at + 9 <= bytes.length; ) {
    const length = bytes.readUIntBE(at, 3);
    const [type, flags] = [bytes[at + 3], bytes[at + 4] ?? 0];
    const end = (flags & 1) === 1 ? " END_STREAM" : "";
    if (bytes.readUInt32BE(at + 5) === 1) {
      if (type === 0) frames.push(`DATA ${bytes.toString("hex", at + 9, at + 9 + length)}${end}`);
      if (type === 1) frames.push(`HEADERS${end}`);
      if (type === 3) frames.push(`RST_STREAM ${bytes.readUInt32BE(at + 9)}`);
    }
    at += 9 + length;
  }
  return frames;
}

async function serving(subtype: string, handler: Partial<RawHandler>): Promise<{ server: Server; port: number }> {
  const server = createServer({ port: 0, host: "127.0.0.1", logger: silentLogger, protocols: [grpcServer()] });
  server.register(rawService("", subtype), {
    echo: (request) => request,
    fail: (request) => request,
    bidi: (requests) => requests,
    ...handler,
  });
  const { port = 0 } = await server.listen();
  return { server, port };
}

/** What our server answers to what a client of Kitex sent. */
async function answerTo(client: string, handler: Partial<RawHandler> = {}, subtype = "proto"): Promise<string[]> {
  const { server, port } = await serving(subtype, handler);
  using peer: RawPeer = await rawClient(port);
  peer.send(hex(client));
  await until(() => framesOf(peer.received).includes("HEADERS END_STREAM"));
  const frames = framesOf(peer.received);
  peer.socket.destroy();
  await server.close();
  return frames;
}

describe("a client of Kitex gets from our server what it got from Kitex's", () => {
  test.each([
    ["unary", recorded.unary, "proto"],
    ["unary, Thrift", recorded.thriftUnary, "thrift"],
    ["bidirectional", recorded.bidi, "proto"],
  ])("%s", async (_what, { client, server }, subtype) => {
    // The result of a unary Thrift method is another struct than its arguments: field 0, not 1.
    const echo = (request: unknown): unknown =>
      subtype === "thrift" ? hex("0c0000 0b0001000000026869 00 00") : request;
    expect(await answerTo(client, { echo }, subtype)).toEqual(framesOf(hex(server)));
  });

  test("headers and trailers", async () => {
    const frames = await answerTo(recorded.bidiHeader.client, {
      bidi: async function* (requests, ctx) {
        ctx.metadata.header.set("hk", "hv");
        ctx.metadata.trailer.set("tk", "tv");
        yield* requests;
      },
    });
    expect(frames).toEqual(framesOf(hex(recorded.bidiHeader.server)));
  });

  test("failures, in one block of headers", async () => {
    const bizStatus = () => Promise.reject(new BizStatusError(-1, "né<&> \u2028x", { extra: { "k<": "é&" } }));
    expect(await answerTo(recorded.bizStatus.client, { fail: bizStatus })).toEqual(
      framesOf(hex(recorded.bizStatus.server)),
    );
    const status = () => Promise.reject(statusError(5, "gone % é"));
    expect(await answerTo(recorded.status.client, { fail: status })).toEqual(framesOf(hex(recorded.status.server)));
  });

  test("metainfo", async () => {
    const seen: unknown[] = [];
    await answerTo(recorded.metainfo.client, {
      echo: (request, ctx) => {
        seen.push(ctx.meta.transient.get("TK"), ctx.meta.persistent.get("PK"), ctx.metadata.request.size);
        return request;
      },
    });
    expect(seen).toEqual(["tv", "pv", 0]);
  });

  test("its gzip is read", async () => {
    const seen: unknown[] = [];
    await answerTo(recorded.gzip.client, { echo: (request) => seen.push(request) && request });
    expect(seen).toEqual([Uint8Array.from(hi)]);
  });

  test("its cancellation reaches the handler", async () => {
    const ctxs: RpcContext[] = [];
    const { server, port } = await serving("proto", {
      bidi: async function* (requests, ctx) {
        ctxs.push(ctx);
        for await (const request of requests) {
          yield request;
          await new Promise((resolve) => ctx.onAbort(resolve));
        }
      },
    });
    using peer = await rawClient(port);
    const bytes = hex(recorded.bidiCancel.client);
    const reset = bytes.length - 13; // the last frame
    peer.send(bytes.subarray(0, reset));
    await until(() => framesOf(peer.received).length === 2);
    expect(framesOf(peer.received)).toEqual(framesOf(hex(recorded.bidiCancel.server)));
    peer.send(bytes.subarray(reset));
    await until(() => ctxs[0]?.abortReason !== undefined);
    expect(ctxs[0]?.abortReason?.message).toContain("CANCEL");
    peer.socket.destroy();
    await server.close();
  });
});

describe("our client reads what a client of Kitex read", () => {
  /** Calls a server that has said all it will say, whatever it is asked. */
  async function calling<T>(
    server: string,
    subtype: string,
    call: (client: ReturnType<typeof clientOf>) => Promise<T>,
  ): Promise<T> {
    await using peer = await rawServer(async (accepted) => {
      await until(() => framesOf(accepted.received.subarray(24)).length > 0);
      accepted.send(hex(server));
    });
    await using client = clientOf(peer.port, subtype);
    return await call(client);
  }

  const clientOf = (port: number, subtype: string) =>
    createClient(rawService("recgrpc", subtype), {
      destination: "echo.svc",
      hostPorts: [`127.0.0.1:${port}`],
      transport: grpc(),
      logger: silentLogger,
    });

  test("values", async () => {
    const { unary, gzip, thriftUnary } = recorded;
    expect(await calling(unary.server, "proto", ({ echo }) => echo(hi))).toEqual(Uint8Array.from(hi));
    expect(await calling(gzip.server, "proto", ({ echo }) => echo(hi))).toEqual(Uint8Array.from(hi));
    const thrift = await calling(thriftUnary.server, "thrift", ({ echo }) => echo(hi));
    expect(Buffer.from(thrift).toString("hex")).toBe("0c00000b00010000000268690000");
  });

  test("streams, with header and trailer", async () => {
    const seen: unknown[] = [];
    await calling(recorded.bidiHeader.server, "proto", async ({ bidi }) => {
      const stream = bidi([hi]);
      for await (const message of stream) seen.push(Buffer.from(message).toString());
      seen.push((await stream.header).get("hk"), (await stream.trailer).get("tk"));
    });
    expect(seen).toEqual(["\n\x07setmeta", "hv", "tv"]);
  });

  test("failures", async () => {
    const biz = await calling(recorded.bizStatus.server, "proto", ({ fail }) => fail.safe(hi));
    expect(biz).toMatchObject({
      error: { name: "BizStatusError", status: -1, message: "né<&> \u2028x", extra: new Map([["k<", "é&"]]) },
    });
    const status = await calling(recorded.status.server, "proto", ({ fail }) => fail.safe(hi));
    expect(status).toMatchObject({ error: { status: { code: 5, message: "gone % é [biz error]", details: [] } } });
  });

  test("a status without a text, whose note begins with a blank that HTTP/2 forbids", async () => {
    const text = (value: string): Buffer => Buffer.concat([Buffer.of(value.length), Buffer.from(value)]);
    const block = Buffer.concat([
      hex("88"), // :status: 200
      hex("0f10"), // content-type
      text("application/grpc+proto"),
      ...["grpc-status", "5", "grpc-message", " [biz error]"].flatMap((part, i) =>
        i % 2 === 0 ? [hex("00"), text(part)] : [text(part)],
      ),
    ]);
    const settings = "000000 04 00 00000000";
    const headers = `0000${block.length.toString(16)} 01 05 00000001 ${block.toString("hex")}`;
    const status = await calling(`${settings} ${headers}`, "proto", ({ fail }) => fail.safe(hi));
    expect(status).toMatchObject({ error: { status: { code: 5, message: "[biz error]", details: [] } } });
  });
});
