import { fakeClock } from "@kitex-ts/netpoll/testing";
import { expect, test } from "vitest";
import type { SessionOptions } from "./session-options.ts";
import { data, headers, pingAck, request, rstStream } from "./testdata/raw-frames.ts";
import type { Recorder } from "./testdata/recorder.ts";
import { type Rig, serverRig } from "./testdata/rig.ts";

const frameBytes = 16_384;

/** A server with streams 1, 3 and 5, which has learned that four times 48 KiB fit on the way to its peer. */
async function measured(options: Partial<SessionOptions> = {}): Promise<Rig<Recorder>> {
  const clock = fakeClock();
  const rig = await serverRig({ options: { clock, dynamicWindow: true, ...options } });
  rig.peer.send(...[1, 3, 5].map((id) => headers(id, request)));
  for (let i = 0; i < 3; i++) rig.peer.send(data(1, Buffer.alloc(frameBytes)));
  const [update, ping = ""] = await rig.peer.settled();
  expect(update).toBe("WINDOW_UPDATE 0 +16384");
  clock.advance(5);
  rig.peer.send(pingAck(ping.replace("PING ", "")));
  expect(await rig.peer.settled()).toEqual(["WINDOW_UPDATE 0 +131073"]);
  return rig;
}

/** Has the peer send so many frames on a stream, and the owner consume them; gives what the peer hears on the stream. */
async function read(rig: Rig<Recorder>, id: number, frames: number): Promise<readonly string[]> {
  for (let i = 0; i < frames; i++) rig.peer.send(data(id, Buffer.alloc(frameBytes)));
  await rig.peer.settled();
  rig.owner.streams[(id - 1) / 2]?.consumed(frames * frameBytes);
  return (await rig.peer.settled()).filter((line) => line.startsWith(`WINDOW_UPDATE ${id} `));
}

test("the window of a stream that is read becomes twice as large each time, up to what fits on the way", async () => {
  using rig = await measured();
  expect(await read(rig, 3, 1)).toEqual([`WINDOW_UPDATE 3 +${frameBytes + 65_535}`]);
  expect(await read(rig, 3, 2)).toEqual([`WINDOW_UPDATE 3 +${2 * frameBytes + 65_538}`]);
  expect(await read(rig, 3, 3)).toEqual([`WINDOW_UPDATE 3 +${3 * frameBytes}`]);
});

test("a stream that is welcome may be sent what fits on the way, or its share of what streams may hold", async () => {
  using rig = await measured();
  rig.owner.streams[1]?.welcome();
  expect(await rig.peer.settled()).toEqual([`WINDOW_UPDATE 3 +${196_608 - 65_535}`]);
  rig.owner.streams[1]?.welcome();
  expect(await rig.peer.settled()).toEqual([]);
  using other = await measured({ maxUnconsumedBytes: 64 * 100_000 });
  other.owner.streams[1]?.welcome();
  expect(await other.peer.settled()).toEqual([`WINDOW_UPDATE 3 +${100_000 - 65_535}`]);
});

test("a stream is not welcome before the way was measured, nor once its peer has ended it", async () => {
  using rig = await serverRig({ options: { dynamicWindow: true } });
  rig.peer.send(headers(1, request));
  await rig.peer.settled();
  rig.owner.streams[0]?.welcome();
  expect(await rig.peer.settled()).toEqual([]);
  using other = await measured();
  other.peer.send(data(3, "x", "end"));
  await other.peer.settled();
  other.owner.streams[1]?.welcome();
  expect(await other.peer.settled()).not.toContainEqual(expect.stringMatching(/^WINDOW_UPDATE 3/));
});

test("the window of a stream that nobody reads stays as it is", async () => {
  using rig = await measured();
  for (let i = 0; i < 3; i++) rig.peer.send(data(3, Buffer.alloc(frameBytes)));
  rig.peer.send(data(3, Buffer.alloc(frameBytes - 1)));
  expect(await rig.peer.settled()).not.toContainEqual(expect.stringMatching(/^RST|^WINDOW_UPDATE 3/));
  rig.peer.send(data(3, "x"));
  expect(await rig.peer.settled()).toContain("RST_STREAM 3 code 3");
});

test("all windows together grow by half of what streams may hold, and what has grown comes back with a stream's end", async () => {
  using rig = await measured({ maxUnconsumedBytes: 160_000 });
  expect(await read(rig, 3, 1)).toEqual([`WINDOW_UPDATE 3 +${frameBytes + 65_535}`]);
  expect(await read(rig, 3, 2)).toEqual([`WINDOW_UPDATE 3 +${2 * frameBytes + 80_000 - 65_535}`]);
  expect(await read(rig, 5, 1)).toEqual([`WINDOW_UPDATE 5 +${frameBytes}`]);
  rig.peer.send(rstStream(3, 8));
  expect(await read(rig, 5, 1)).toEqual([`WINDOW_UPDATE 5 +${frameBytes + 65_535}`]);
});
