import { expect, test } from "vitest";
import { HeaderList } from "./header-list.ts";
import { data, frame, headers, request, rstStream, settings, windowUpdate } from "./testdata/raw-frames.ts";
import type { Recorder } from "./testdata/recorder.ts";
import { type Rig, serverRig } from "./testdata/rig.ts";

const ok = new HeaderList([{ name: ":status", value: "200" }]);

/** Sends what `flood` makes, a hundred frames at a time, until the session has enough of it; gives its last word. */
async function lastWord(rig: Rig<Recorder>, flood: (i: number) => readonly Buffer[]): Promise<string> {
  for (let i = 0; i < 20_000 && rig.connection.state.kind === "open"; ) {
    for (const until = i + 100; i < until; i++) rig.peer.send(...flood(i));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return rig.peer.next("GOAWAY");
}

const id = (i: number): number => 2 * i + 1;
const floods: readonly (readonly [string, (i: number) => readonly Buffer[], RegExp])[] = [
  ["opens and resets streams", (i) => [headers(id(i), request), rstStream(id(i), 8)], /code 11 too many streams reset/],
  [
    "makes us reset streams, with windows that cannot be",
    (i) => [headers(id(i), request), windowUpdate(id(i), 0)],
    /code 11 too many streams reset/,
  ],
  [
    "makes us reset streams, with data behind their end",
    (i) => [headers(id(i), request, "end"), data(id(i), "x")],
    /code 11 too many streams reset/,
  ],
  [
    "makes us reset streams, with requests that are none",
    (i) => [headers(id(i), [["x", "y"]])],
    /code 11 too many streams reset/,
  ],
  ["opens streams beyond the limit", (i) => [headers(id(i), request)], /code 11 too many streams reset/],
  ["sends SETTINGS", () => [settings([4, 70_000])], /code 11 too many SETTINGS/],
  ["sends empty data", (i) => (i === 0 ? [headers(1, request)] : [data(1, "")]), /code 11 too many empty frames/],
  [
    "sends nothing but padding",
    (i) => (i === 0 ? [headers(1, request)] : [frame(0, 8, 1, Buffer.alloc(11, 10))]),
    /code 11 too many empty frames/,
  ],
  ["sends priorities", () => [frame(2, 0, 9, Buffer.alloc(5))], /code 11 too many frames without effect/],
  ["sends frames of unknown types", () => [frame(0xee, 0, 0)], /code 11 too many frames without effect/],
  ["opens windows by a byte", () => [windowUpdate(0, 1)], /code 11 too many frames without effect/],
  [
    "sends data on a stream that we reset",
    (i) => (i === 0 ? [headers(1, request), windowUpdate(1, 0)] : [data(1, "x")]),
    /code 11 too many frames without effect/,
  ],
  [
    "sends headers on a stream that we reset",
    (i) => (i === 0 ? [headers(1, request), windowUpdate(1, 0)] : [headers(1, [["x", "y"]], "end")]),
    /code 11 too many frames without effect/,
  ],
  [
    "goes on with a header block",
    (i) => [i === 0 ? frame(1, 0, 1, Buffer.of(0x88)) : frame(9, 0, 1, Buffer.of(0x88))],
    /code 11 a header block of/,
  ],
];

test.each(floods)("a peer that %s is told to calm down", async (_what, flood, word) => {
  using rig = await serverRig({ options: { maxConcurrentStreams: 500 } });
  expect(await lastWord(rig, flood)).toMatch(word);
  expect(rig.session.activeStreams).toBe(0);
  await rig.peer.closed;
});

test("a header block in frames that are short of the limit, and more bytes than a list may have, is refused", async () => {
  using rig = await serverRig({ options: { maxHeaderListBytes: 10_000 } });
  rig.peer.send(frame(1, 0, 1, Buffer.alloc(16_384, 0x88)), frame(9, 0, 1, Buffer.alloc(4000, 0x88)));
  expect(await rig.peer.next("GOAWAY")).toMatch(/code 11 a header block of 2 frames and 20384 bytes so far$/);
});

test("streams beyond the limit are refused, and that is no flood before the peer can know the limit", async () => {
  using rig = await serverRig({ options: { maxConcurrentStreams: 1 } });
  rig.peer.send(headers(1, request), headers(3, request), headers(5, request));
  expect(await rig.peer.settled()).toEqual(["RST_STREAM 3 code 7", "RST_STREAM 5 code 7"]);
  expect(rig.owner.log).toEqual(["1: POST"]);
});

test("behind a window that stays closed, what streams hold is dropped with them", async () => {
  using rig = await serverRig({ peerSettings: [[4, 0]] });
  for (let i = 0; i < 2000; i++) {
    rig.peer.send(headers(id(i), request, "end"));
    if (i % 100 < 99) continue;
    await rig.peer.settled();
    for (const stream of rig.owner.streams.splice(0)) {
      stream.sendHeaders(ok, false);
      stream.sendData((out) => out.writeBytes(Buffer.alloc(10_000)), true);
      expect(stream.pendingBytes).toBe(10_000);
      stream.reset(8);
      expect(stream.pendingBytes).toBe(0);
    }
  }
  expect(rig.session.activeStreams).toBe(0);
});

test("answers to many requests at once are no flood, however fast they come", async () => {
  using rig = await serverRig();
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < 500; i++) rig.peer.send(headers(id(round * 500 + i), request, "end"));
    await rig.peer.settled();
    for (const stream of rig.owner.streams.splice(0)) stream.sendHeaders(ok, true);
  }
  await rig.peer.settled();
  expect(rig.owner.log.length).toBe(10_000);
});
