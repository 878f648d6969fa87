import { expect, test } from "vitest";
import { HeaderList } from "./header-list.ts";
import type { Http2Stream } from "./http2-stream.ts";
import { post } from "./testdata/exchange.ts";
import { data, frame, headers, request, response, rstStream, settings, windowUpdate } from "./testdata/raw-frames.ts";
import type { Recorder } from "./testdata/recorder.ts";
import { clientRig, type Rig, serverRig } from "./testdata/rig.ts";

const ok = new HeaderList([{ name: ":status", value: "200" }]);

/** Opens streams on a server, and gives them with their response's headers sent. */
async function opened(rig: Rig<Recorder>, ids: readonly number[]): Promise<readonly Http2Stream[]> {
  rig.peer.send(...ids.map((id) => headers(id, request, "end")));
  await rig.peer.settled();
  for (const stream of rig.owner.streams) stream.sendHeaders(ok, false);
  await rig.peer.settled();
  return rig.owner.streams;
}

function send(stream: Http2Stream | undefined, bytes: number, end = false): void {
  stream?.sendData((out) => out.writeBytes(Buffer.alloc(bytes, 7)), end);
}

test("data is cut into frames as the peer allows them, and the last one ends the stream", async () => {
  using rig = await serverRig({ peerSettings: [[5, 20_000]] });
  const [stream] = await opened(rig, [1]);
  send(stream, 50_000, true);
  expect(await rig.peer.settled()).toEqual(["DATA 1 20000", "DATA 1 20000", "DATA 1 10000 end"]);
});

test("streams that have much to send take turns, and one that has little is not held up", async () => {
  using rig = await serverRig();
  const [one, two, three] = await opened(rig, [1, 3, 5]);
  rig.peer.send(windowUpdate(1, 1_000_000), windowUpdate(3, 1_000_000));
  await rig.peer.settled();
  send(one, 200_000);
  send(two, 40_000);
  send(three, 10, true);
  rig.peer.send(windowUpdate(0, 1_000_000));
  expect((await rig.peer.settled()).slice(4)).toEqual([
    "DATA 1 16384",
    "DATA 3 16384",
    "DATA 5 10 end",
    "DATA 1 16384",
    "DATA 3 16384",
    "DATA 1 16384",
    "DATA 3 7232",
    ...Array.from({ length: 5 }, () => "DATA 1 16384"),
    "DATA 1 3393",
  ]);
});

test("a stream without window does not keep the others from sending", async () => {
  using rig = await serverRig({ peerSettings: [[4, 5]] });
  const [one, two] = await opened(rig, [1, 3]);
  send(one, 100);
  send(two, 5, true);
  expect(await rig.peer.settled()).toEqual(["DATA 1 5", "DATA 3 5 end"]);
  rig.peer.send(windowUpdate(1, 95));
  expect(await rig.peer.settled()).toEqual(["DATA 1 95"]);
});

test("a window may become negative, and opens when it is above 0 again", async () => {
  using rig = await serverRig({ peerSettings: [[4, 10]] });
  const [stream] = await opened(rig, [1]);
  send(stream, 30, true);
  rig.peer.send(settings([4, 3]), windowUpdate(1, 7));
  expect(await rig.peer.settled()).toEqual(["DATA 1 10", "SETTINGS ack"]);
  rig.peer.send(windowUpdate(1, 1));
  expect(await rig.peer.settled()).toEqual(["DATA 1 1"]);
  rig.peer.send(settings([4, 100]));
  expect(await rig.peer.settled()).toEqual(["SETTINGS ack", "DATA 1 19 end"]);
});

test("an end needs no window, whoever else waits", async () => {
  using rig = await serverRig({ peerSettings: [[4, 0]] });
  const [one, two, three] = await opened(rig, [1, 3, 5]);
  send(one, 10);
  two?.sendEnd();
  send(three, 0, true);
  expect(await rig.peer.settled()).toEqual(["DATA 3 0 end", "DATA 5 0 end"]);
  one?.sendEnd();
  rig.peer.send(windowUpdate(1, 10));
  expect(await rig.peer.settled()).toEqual(["DATA 1 10 end"]);
});

test("nothing that was written is nothing sent", async () => {
  using rig = await serverRig();
  const [stream] = await opened(rig, [1]);
  send(stream, 0);
  expect(await rig.peer.settled()).toEqual([]);
});

test("a stream is writable until too much waits, and is told when less does", async () => {
  using rig = await serverRig({ options: { streamHighWaterBytes: 1000 }, peerSettings: [[4, 100]] });
  const [stream] = await opened(rig, [1]);
  send(stream, 1099);
  expect(stream?.pendingBytes).toBe(999);
  expect(stream?.writable).toBe(true);
  send(stream, 1);
  expect(stream?.writable).toBe(false);
  rig.peer.send(windowUpdate(1, 1));
  await rig.peer.settled();
  expect(stream?.writable).toBe(true);
  rig.peer.send(windowUpdate(1, 10_000));
  await rig.peer.settled();
  expect(stream?.pendingBytes).toBe(0);
  expect(rig.owner.log.slice(1)).toEqual(["1: writable"]);
});

test("what waits is dropped with its stream, and holds up nobody", async () => {
  using rig = await serverRig();
  const [one, two, three] = await opened(rig, [1, 3, 5]);
  send(one, 200_000);
  send(two, 200_000);
  send(three, 20, true);
  await rig.peer.settled();
  one?.reset(8);
  rig.peer.send(rstStream(3, 8), windowUpdate(0, 1_000_000));
  expect(await rig.peer.settled()).toEqual(["RST_STREAM 1 code 8", "DATA 5 20 end"]);
  expect([one?.pendingBytes, two?.pendingBytes]).toEqual([0, 0]);
});

test("to a peer that does not read only so much is written, the rest waits in its stream and leaves later", async () => {
  using rig = await serverRig();
  const [stream] = await opened(rig, [1]);
  rig.peer.send(windowUpdate(0, 20_000_000), windowUpdate(1, 20_000_000));
  await rig.peer.settled();
  rig.peer.connection.pause();
  for (let i = 0; i < 100; i++) send(stream, 100_000);
  stream?.sendEnd();
  expect(rig.connection.pendingWriteBytes).toBeLessThan(300_000);
  expect(stream?.pendingBytes).toBeGreaterThan(9_000_000);
  rig.peer.connection.resume();
  await expect.poll(() => rig.peer.log.at(-1)).toMatch(/end$/);
  expect(Buffer.concat(rig.peer.data).length).toBe(10_000_000);
});

test("a stream that nobody reads stops its peer, and no other stream", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request), headers(3, request));
  for (let i = 0; i < 3; i++) rig.peer.send(data(1, Buffer.alloc(16_384)));
  rig.peer.send(data(1, Buffer.alloc(16_383)));
  expect(await rig.peer.settled()).toEqual([...Array.from({ length: 3 }, () => "WINDOW_UPDATE 0 +16384")]);
  rig.peer.send(data(3, Buffer.alloc(16_384)), data(1, "x"));
  expect(await rig.peer.settled()).toEqual(["WINDOW_UPDATE 0 +32767", "RST_STREAM 1 code 3"]);
});

test("a stream's window opens with what its owner consumes, a quarter of it at a time", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request), data(1, Buffer.alloc(16_384)), data(1, Buffer.alloc(16_384)));
  await rig.peer.settled();
  const [stream] = rig.owner.streams;
  stream?.consumed(16_383);
  expect(await rig.peer.settled()).toEqual([]);
  stream?.consumed(1);
  expect(await rig.peer.settled()).toEqual(["WINDOW_UPDATE 1 +16384"]);
  stream?.consumed(1_000_000);
  expect(await rig.peer.settled()).toEqual(["WINDOW_UPDATE 1 +16384"]);
});

test("a stream whose peer has ended is given no more window", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request), data(1, Buffer.alloc(16_384)), data(1, Buffer.alloc(16_384), "end"));
  await rig.peer.settled();
  rig.owner.streams[0]?.consumed(32_768);
  rig.owner.streams[0]?.expect(1_000_000);
  expect(await rig.peer.settled()).toEqual([]);
});

test("a message that is known to be long may come at once", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request));
  await rig.peer.settled();
  rig.owner.streams[0]?.expect(100_000);
  expect(await rig.peer.settled()).toEqual(["WINDOW_UPDATE 1 +34465"]);
  for (let i = 0; i < 10; i++) rig.peer.send(data(1, Buffer.alloc(10_000)));
  expect(await rig.peer.settled()).not.toContainEqual(expect.stringMatching(/^RST/));
  rig.peer.send(data(1, "x"));
  expect(await rig.peer.settled()).toContain("RST_STREAM 1 code 3");
});

test("when all streams together hold too much, the connection's window closes until they hold less", async () => {
  using rig = await serverRig({ options: { maxUnconsumedBytes: 20_000 } });
  rig.peer.send(headers(1, request), headers(3, request));
  rig.peer.send(data(1, Buffer.alloc(16_384)), data(3, Buffer.alloc(16_384)), data(3, Buffer.alloc(16_384)));
  expect(await rig.peer.settled()).toEqual(["WINDOW_UPDATE 0 +16384", "WINDOW_UPDATE 0 +16384"]);
  const [one, three] = rig.owner.streams;
  one?.consumed(10_000);
  expect(await rig.peer.settled()).toEqual([]);
  three?.reset(8);
  expect(await rig.peer.settled()).toEqual(["RST_STREAM 3 code 8", "WINDOW_UPDATE 0 +16384"]);
});

test("more than the connection's window ends the connection: FLOW_CONTROL_ERROR", async () => {
  using rig = await serverRig({ options: { maxUnconsumedBytes: 0 } });
  rig.peer.send(headers(1, request), headers(3, request), headers(5, request));
  for (const id of [1, 1, 3, 3, 5]) rig.peer.send(data(id, Buffer.alloc(16_384)));
  expect(await rig.peer.next("GOAWAY")).toMatch(/^GOAWAY 5 code 3 /);
});

test("padding counts for the windows, is given back, and is not the owner's", async () => {
  using rig = await serverRig({ options: { maxUnconsumedBytes: 0 } });
  rig.peer.send(headers(1, request));
  const padded = frame(0, 8, 1, Buffer.concat([Buffer.of(255), Buffer.alloc(5), Buffer.alloc(255)]));
  for (let i = 0; i < 200; i++) rig.peer.send(padded);
  const seen = await rig.peer.settled();
  expect(rig.session.activeStreams).toBe(1);
  expect(rig.owner.received.length).toBe(200);
  expect(rig.owner.received[0]?.length).toBe(5);
  expect(seen.filter((line) => line.startsWith("WINDOW_UPDATE 1"))).toEqual(
    Array.from({ length: 3 }, () => "WINDOW_UPDATE 1 +16384"),
  );
  // 200 times 5 bytes are not consumed, so the connection's window stays closed.
  expect(seen.filter((line) => line.startsWith("WINDOW_UPDATE 0"))).toEqual([]);
  rig.owner.streams[0]?.consumed(1000);
  expect(await rig.peer.settled()).toContainEqual(expect.stringMatching(/^WINDOW_UPDATE 0/));
});

test("a window smaller than HTTP/2's own holds once the peer knows of it, and does not stall", async () => {
  using rig = await clientRig({ options: { initialWindowBytes: 1000 } });
  const stream = rig.session.open(post, true, rig.owner.stream("a"));
  rig.peer.send(headers(1, response), data(1, Buffer.alloc(1000)));
  await rig.peer.settled();
  stream.consumed(1000);
  expect(await rig.peer.settled()).toContain("WINDOW_UPDATE 1 +1000");
  rig.peer.send(data(1, Buffer.alloc(1001)));
  expect(await rig.peer.settled()).toContain("RST_STREAM 1 code 3");
});
