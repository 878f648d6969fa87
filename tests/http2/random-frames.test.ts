import fc from "fast-check";
import { expect, test } from "vitest";
import { watchForLeaks } from "../support/leaks.ts";
import { until } from "../support/until.ts";
import { startEchoServer } from "./echo-server.ts";
import { Http2Client } from "./http2-client.ts";
import { frame, preface, settingsFrame } from "./raw/frames.ts";
import { RawClient } from "./raw/raw-client.ts";
import { answer, RawServer } from "./raw/raw-server.ts";

/** Any frame, more often than not of a type and on a stream that mean something. */
const anyFrame = fc
  .record({
    type: fc.oneof({ weight: 9, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.nat(255) }),
    flags: fc.oneof(fc.constantFrom(0, 1, 4, 5, 8, 9, 0x20, 0x2d), fc.nat(255)),
    streamId: fc.oneof(fc.constantFrom(0, 1, 2, 3, 5, 0x7fff_ffff), fc.nat(0x7fff_ffff)),
    payload: fc.uint8Array({ maxLength: 60 }),
  })
  .map(({ type, flags, streamId, payload }) => frame(type, flags, streamId, Buffer.from(payload)));

test("whatever a client sends, the server goes on, nothing is thrown and nothing is left", async () => {
  const leaks = watchForLeaks();
  {
    await using server = await startEchoServer();
    const play = async (frames: readonly Buffer[], asks: boolean): Promise<void> => {
      using client = await RawClient.connect(server.target);
      client.send(preface, settingsFrame(), ...(asks ? [client.post(1), client.get(3)] : []), ...frames);
      client.end();
      await client.closed();
    };
    await fc.assert(fc.asyncProperty(fc.array(anyFrame, { maxLength: 12 }), fc.boolean(), play), { numRuns: 400 });
    await using good = await Http2Client.connect(server.target.port);
    expect((await good.request("GET", "/")).status).toBe("200");
    await until(
      () => server.openStreams === 0 && server.sessions.size === 1,
      () => `${server.openStreams} streams, ${server.sessions.size} sessions`,
    );
  }
  await leaks.settled();
});

test("whatever a server sends, the client's streams end, nothing is thrown and nothing is left", async () => {
  const leaks = watchForLeaks();
  const play = async (frames: readonly Buffer[], begins: boolean): Promise<void> => {
    using server = await RawServer.connect();
    const { heard } = server.open("open");
    server.send(...(begins ? [settingsFrame(), answer(1, "open")] : []), ...frames);
    server.end();
    await server.closed();
    await until(
      () => heard.ended || heard.reset !== undefined,
      () => "the stream has no end",
    );
    expect(server.session.activeStreams).toBe(0);
  };
  await fc.assert(fc.asyncProperty(fc.array(anyFrame, { maxLength: 12 }), fc.boolean(), play), { numRuns: 400 });
  await leaks.settled();
});
