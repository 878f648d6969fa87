import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { watchForLeaks } from "../support/leaks.ts";
import { delivered, until } from "../support/until.ts";
import { type EchoServer, startEchoServer } from "./echo-server.ts";
import { floods } from "./floods.ts";
import { Http2Client } from "./http2-client.ts";
import { dataFrame, openHeadersFrame, preface, rstStreamFrame, Setting, settingsFrame, Type } from "./raw/frames.ts";
import { RawClient } from "./raw/raw-client.ts";

const MEBIBYTE = 1024 * 1024;

/** Memory outside the heap, where buffers are. */
const buffersInUse = (): number => process.memoryUsage().arrayBuffers;

async function expectGoodCall(server: EchoServer): Promise<void> {
  await using client = await Http2Client.connect(server.target.port);
  expect((await client.request("GET", "/")).body).toBe("Answered by netpoll-http2.\n");
}

async function nothingLeft(server: EchoServer): Promise<void> {
  const left = (): string => `${server.openStreams} streams, ${server.sessions.size} sessions`;
  await until(() => left() === "0 streams, 0 sessions", left);
}

describe("a flood", () => {
  let server: EchoServer;

  beforeAll(async () => {
    server = await startEchoServer();
  });

  afterAll(() => server[Symbol.asyncDispose]());

  test.each(floods)("$title: $outcome", async ({ frames, outcome }) => {
    const leaks = watchForLeaks();
    {
      using client = await RawClient.connect(server.target);
      await client.begin();
      const before = buffersInUse();
      client.send(...frames(client));
      if (outcome === "calm") await client.connectionError("ENHANCE_YOUR_CALM");
      else {
        await client.alive();
        client.send(client.get(1001));
        await client.answered(1001);
      }
      expect(buffersInUse() - before).toBeLessThan(32 * MEBIBYTE);
      await expectGoodCall(server);
    }
    await nothingLeft(server);
    await leaks.settled();
  });

  test("of requests whose answers nobody reads: the server stops reading", async () => {
    using client = await RawClient.connect(server.target);
    await client.begin();
    client.stopReading();
    const before = buffersInUse();
    for (let round = 0; round < 20; round++) {
      const requests = Array.from({ length: 5000 }, (_, i) => client.get(2 * (round * 5000 + i) + 1));
      client.send(...requests);
      await delivered();
    }
    await expectGoodCall(server);
    // What the client could not send is in its own buffers.
    expect(buffersInUse() - before).toBeLessThan(32 * MEBIBYTE);
    client.breakOff();
    await nothingLeft(server);
  });

  test("of connections that break off inside a header block (CVE-2024-27983)", async () => {
    const leaks = watchForLeaks();
    for (let i = 0; i < 200; i++) {
      const client = await RawClient.connect(server.target);
      client.send(preface, settingsFrame(), openHeadersFrame(1, client.getBlock(), "open"));
      client.breakOff();
    }
    await expectGoodCall(server);
    await nothingLeft(server);
    await leaks.settled();
  });

  test("of connections that break off behind bad headers (CVE-2025-59465)", async () => {
    const leaks = watchForLeaks();
    for (let i = 0; i < 200; i++) {
      const client = await RawClient.connect(server.target);
      client.send(preface, settingsFrame(), client.get(1, ["UPPER", "case"]), client.post(3));
      client.breakOff();
    }
    await expectGoodCall(server);
    await nothingLeft(server);
    await leaks.settled();
  });

  test("of connections that speak another protocol (CVE-2021-22883)", async () => {
    const leaks = watchForLeaks();
    const clients = await Promise.all(Array.from({ length: 200 }, () => RawClient.connect(server.target)));
    for (const client of clients) client.send(Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    for (const client of clients) await client.closed();
    for (const client of clients) client[Symbol.dispose]();
    await expectGoodCall(server);
    await nothingLeft(server);
    await leaks.settled();
  });

  test("of streams that may never answer: they end with their connection", async () => {
    const leaks = watchForLeaks();
    const client = await RawClient.connect(server.target);
    await client.begin([Setting.InitialWindowSize, 0]);
    client.send(...Array.from({ length: 1000 }, (_, i) => client.get(2 * i + 1)));
    await client.onStream(1999, Type.Headers);
    await expectGoodCall(server);
    client[Symbol.dispose]();
    await nothingLeft(server);
    await leaks.settled();
  });
});

describe("what a server keeps", () => {
  test("streams that nobody reads hold at most maxUnconsumedBytes", async () => {
    await using server = await startEchoServer({ maxUnconsumedBytes: MEBIBYTE, dynamicWindow: false });
    using client = await RawClient.connect(server.target);
    await client.begin();
    const piece = 16_384;
    let sent = 0;
    let window = 65_535;
    let counted = 0;
    const grants = (): void => {
      for (const { type, streamId, payload } of client.frames.slice(counted)) {
        if (type === Type.WindowUpdate && streamId === 0) window += payload.readUInt32BE(0);
      }
      counted = client.frames.length;
    };
    for (let streamId = 1; streamId < 400; streamId += 2) {
      client.send(client.hold(streamId));
      for (let i = 0; i < 3; i++) {
        await client.alive();
        grants();
        if (window < piece) break;
        client.send(dataFrame(streamId, Buffer.alloc(piece), "open"));
        window -= piece;
        sent += piece;
      }
    }
    expect(sent).toBeGreaterThan(MEBIBYTE / 2);
    expect(sent).toBeLessThan(MEBIBYTE + 3 * 65_535);
    // What is given up makes room again.
    client.send(...Array.from({ length: 100 }, (_, i) => rstStreamFrame(2 * i + 1, 8)));
    await client.alive();
    grants();
    expect(window).toBeGreaterThan(piece);
  });

  test("a megabyte in writes of 64 bytes is taken in its time", async () => {
    await using server = await startEchoServer();
    await using client = await Http2Client.connect(server.target.port);
    using raw = await RawClient.connect(server.target);
    await raw.begin([Setting.InitialWindowSize, 2 ** 31 - 1]);
    raw.send(raw.post(1));
    const started = performance.now();
    for (let sent = 0; sent < 60_000; sent += 64) raw.send(dataFrame(1, Buffer.alloc(55), "open"));
    raw.send(dataFrame(1, "", "end"));
    await raw.streamEnd(1);
    expect(performance.now() - started).toBeLessThan(5000);
    expect((await client.request("GET", "/")).status).toBe("200");
  });
});
