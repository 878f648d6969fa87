import { createServer, type Server, silentLogger } from "@kitex-ts/core";
import { type FakeClock, fakeClock } from "@kitex-ts/netpoll/testing";
import { describe, expect, test } from "vitest";
import { EchoService, OtherService } from "../fixtures/kitex-gen/echo/service.ts";
import { rawClient } from "../support/raw-client.ts";
import { recordedHandler } from "../support/recorded-handler.ts";
import { delivered, until } from "../support/until.ts";
import { hex } from "../support/wire.ts";
import recordings from "./recorded-server.json" with { type: "json" };
import type { ServerRecording } from "./recording.ts";

const FRAME_TIMEOUT_MS = 1000;

async function recordedServer(
  { services }: ServerRecording,
  clock: FakeClock,
): Promise<{ server: Server; port: number }> {
  const server = createServer({
    port: 0,
    host: "127.0.0.1",
    logger: silentLogger,
    clock,
    frameTimeoutMs: FRAME_TIMEOUT_MS,
  });
  server.register(EchoService, recordedHandler, { fallback: true });
  if (services !== undefined) {
    const only = ({ message }: { message: string }) => ({ message: `only:${message}` });
    server.register(OtherService, { Echo: only, OnlyOther: only });
  }
  const { port = 0 } = await server.listen();
  return { server, port };
}

describe("what a Kitex server was sent", () => {
  test.each<ServerRecording>(recordings)("$name", async (recording) => {
    const { got, connection } = recording.ours ?? recording.kitex;
    const clock = fakeClock();
    const { server, port } = await recordedServer(recording, clock);
    using peer = await rawClient(port);
    peer.send(hex(recording.sent));
    await until(
      () => peer.closed || peer.received.length >= got.length / 2,
      () => `the server sent ${peer.received.toString("hex")}`,
    );
    if (connection === "closed") await peer.ended();
    for (let turn = 0; turn < 3; turn++) await delivered();
    expect(peer.received.toString("hex")).toBe(got);
    expect(peer.closed).toBe(connection === "closed");
    if (connection === "waits") {
      clock.advance(FRAME_TIMEOUT_MS);
      await peer.ended();
      expect(peer.received.toString("hex")).toBe(got);
    }
    peer.socket.destroy();
    await server.close();
  });

  test("every difference is a difference, and has its reason", () => {
    const differing = (recordings as readonly ServerRecording[]).flatMap(({ kitex, ours }) =>
      ours === undefined ? [] : [{ kitex, ours }],
    );
    for (const { kitex, ours } of differing) {
      expect({ got: ours.got, connection: ours.connection }).not.toEqual(kitex);
      expect(ours.why).not.toBe("");
    }
    // The list shrinks, or grows by a decision.
    expect([recordings.length, differing.length]).toEqual([130, 46]);
  });
});
