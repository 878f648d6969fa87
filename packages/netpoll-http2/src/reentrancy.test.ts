import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HeaderList } from "./header-list.ts";
import type { Http2Stream } from "./http2-stream.ts";
import type { SessionEvents } from "./session-events.ts";
import type { StreamEvents, StreamReset } from "./stream-events.ts";
import { post } from "./testdata/exchange.ts";
import { data, goAway, headers, request, response, rstStream, windowUpdate } from "./testdata/raw-frames.ts";
import { Recorder } from "./testdata/recorder.ts";
import { clientRig, serverRig } from "./testdata/rig.ts";

const ok = new HeaderList([{ name: ":status", value: "200" }]);

/** Names of the callbacks that threw. */
let thrown: string[] = [];
const note = (message: unknown): void => void thrown.push((message as { callback: string }).callback);

beforeEach(() => {
  thrown = [];
  subscribe("kitex.connection.callback-error", note);
});
afterEach(() => void unsubscribe("kitex.connection.callback-error", note));

/** An owner whose streams do something when they are told. */
function owner(onStream: (stream: Http2Stream, endStream: boolean) => Partial<StreamEvents>): SessionEvents {
  const nothing: StreamEvents = { onHeaders: () => {}, onData: () => {}, onReset: () => {} };
  return {
    onStream: (stream, _headers, endStream) => ({ ...nothing, ...onStream(stream, endStream) }),
    onClose: () => {},
  };
}

test("a stream that is answered and reset while it is opened is gone, and no other", async () => {
  using rig = await serverRig(
    {},
    owner((stream) => {
      stream.sendHeaders(ok, stream.id === 1);
      if (stream.id === 1) stream.reset(0);
      return {};
    }),
  );
  rig.peer.send(headers(1, request), headers(3, request));
  expect(await rig.peer.settled()).toEqual([
    "HEADERS 1 :status=200 end",
    "RST_STREAM 1 code 0",
    "HEADERS 3 :status=200",
  ]);
  expect(rig.session.activeStreams).toBe(1);
});

test("a session that is closed while a stream is opened tells that stream too, once", async () => {
  const resets: StreamReset[] = [];
  using rig = await serverRig(
    {},
    owner(() => {
      rig.session.close();
      return { onReset: (reset) => resets.push(reset) };
    }),
  );
  rig.peer.send(headers(1, request), headers(3, request));
  await rig.peer.closed;
  expect(resets.map(({ by }) => by)).toEqual(["connection"]);
});

test.each(["onHeaders", "onData", "onWritable"] as const)(
  "an owner that throws in %s loses its stream and is told, and others go on",
  async (callback) => {
    const told: string[] = [];
    const streams: Http2Stream[] = [];
    using rig = await serverRig(
      { peerSettings: [[4, 0]], options: { streamHighWaterBytes: 1 } },
      owner((stream) => {
        streams.push(stream);
        const throws = (): void => {
          throw new Error("the owner's");
        };
        return stream.id === 1
          ? { [callback]: throws, onReset: ({ by, code }) => told.push(`${by} ${code}`) }
          : { onData: (bytes) => told.push(bytes.toString()) };
      }),
    );
    rig.peer.send(headers(1, request), headers(3, request));
    await rig.peer.settled();
    streams[0]?.sendHeaders(ok, false);
    streams[0]?.sendData((out) => out.writeByte(1), false);
    if (callback === "onWritable") rig.peer.send(windowUpdate(1, 1));
    else rig.peer.send(data(1, "x"), headers(1, [["x", "y"]], "end"));
    rig.peer.send(data(3, "fine"));
    expect(await rig.peer.settled()).toContain("RST_STREAM 1 code 2");
    expect(told).toEqual(["owner 2", "fine"]);
    expect(thrown).toEqual([callback]);
    expect(rig.session.activeStreams).toBe(1);
  },
);

test("an owner that throws while its stream is opened loses it, and others are opened", async () => {
  using rig = await serverRig(
    {},
    owner((stream) => {
      if (stream.id === 1) throw new Error("the owner's");
      stream.sendHeaders(ok, true);
      return {};
    }),
  );
  rig.peer.send(headers(1, request, "end"), headers(3, request, "end"));
  expect(await rig.peer.settled()).toEqual(["RST_STREAM 1 code 2", "HEADERS 3 :status=200 end"]);
  expect(thrown).toEqual(["onStream"]);
});

test("an owner that throws when it is told of a reset does not keep others from being told", async () => {
  using rig = await clientRig();
  const angry = {
    ...rig.owner.stream("a"),
    onReset: () => {
      throw new Error("the owner's");
    },
  };
  rig.session.open(post, false, angry);
  rig.session.open(post, false, rig.owner.stream("b"));
  rig.session.close();
  expect(rig.owner.log).toEqual(["b: reset 8 by connection"]);
  expect(thrown).toEqual(["onReset"]);
});

test("owners of a session that throw are not heard", async () => {
  const angry = (): never => {
    throw new Error("the owner's");
  };
  const events = { onClose: angry, onRoom: angry, onDraining: angry, onPing: angry };
  using rig = await clientRig({}, events);
  const told = new Recorder();
  rig.session.open(post, true, told.stream("a"));
  rig.session.open(post, true, told.stream("b"));
  rig.peer.send(headers(1, response, "end"), goAway(3, 0));
  await rig.peer.settled();
  expect(told.log).toEqual(["a: :status=200 end"]);
  rig.peer.connection.close();
  await expect.poll(() => thrown.at(-1)).toBe("onClose");
  expect(told.log[1]).toBe("b: reset 2 by connection");
  expect(new Set(thrown)).toEqual(new Set(["onPing", "onRoom", "onDraining", "onClose"]));
});

test("a stream that resets all others when it is told of its own end does so once", async () => {
  using rig = await clientRig();
  const streams: Http2Stream[] = [];
  for (const name of ["a", "b", "c"]) {
    const events = rig.owner.stream(name);
    const onReset = (reset: StreamReset): void => {
      events.onReset(reset);
      for (const stream of streams) stream.reset(8);
    };
    streams.push(rig.session.open(post, false, { ...events, onReset }));
  }
  rig.peer.send(rstStream(3, 2));
  const seen = await rig.peer.settled();
  expect(seen.filter((line) => line.startsWith("RST"))).toEqual(["RST_STREAM 1 code 8", "RST_STREAM 5 code 8"]);
  expect(rig.owner.log.filter((line) => line !== "room")).toEqual(["b: reset 2 by peer"]);
});

test("a session that is closed while its streams are told of a GOAWAY tells each once", async () => {
  using rig = await clientRig();
  for (const name of ["a", "b", "c"]) {
    const events = rig.owner.stream(name);
    const onReset = (reset: StreamReset): void => {
      events.onReset(reset);
      rig.session.close();
    };
    rig.session.open(post, false, { ...events, onReset });
  }
  rig.peer.send(goAway(1, 0));
  await rig.peer.closed;
  expect(rig.owner.log).toEqual([
    "draining",
    "b: reset 7 by connection, unprocessed",
    "a: reset 8 by connection",
    "c: reset 8 by connection",
    "closed",
  ]);
});

test("a stream that sends more as soon as it may sends all, in order", async () => {
  const total = 1_000_000;
  using rig = await serverRig(
    { options: { streamHighWaterBytes: 1000 } },
    owner((stream) => {
      let next = 0;
      const fill = (): void => {
        while (stream.writable && next < total) {
          const at = next;
          next += 500;
          stream.sendData((out) => out.writeBytes(Buffer.alloc(500, at / 500)), next === total);
        }
      };
      stream.sendHeaders(ok, false);
      fill();
      return { onWritable: fill };
    }),
  );
  rig.peer.send(headers(1, request, "end"));
  for (let i = 0; i < 100; i++) rig.peer.send(windowUpdate(0, 10_000), windowUpdate(1, 10_000));
  await expect.poll(() => rig.peer.log.at(-1)).toMatch(/end$/);
  const all = Buffer.concat(rig.peer.data);
  const expected = Buffer.concat(Array.from({ length: total / 500 }, (_, i) => Buffer.alloc(500, i)));
  expect(all.equals(expected)).toBe(true);
});

test("streams that a client opens as soon as there is room never pass the limit", async () => {
  let open = 0;
  let most = 0;
  let started = 0;
  const fill = (): void => {
    while (rig.session.canOpen && started < 50) {
      started += 1;
      open += 1;
      most = Math.max(most, open);
      rig.session.open(post, true, { onHeaders: () => void open--, onData: () => {}, onReset: () => {} });
    }
  };
  // A stream counts as gone before its owner is told of its end.
  using rig = await clientRig({ peerSettings: [[3, 3]] }, { onClose: () => {}, onRoom: () => fill() });
  fill();
  for (let id = 1; id < 100; id += 2) {
    rig.peer.send(headers(id, response, "end"));
    await rig.peer.settled();
  }
  expect(started).toBe(50);
  expect(open).toBe(0);
  expect(most).toBe(4);
  expect(rig.session.activeStreams).toBe(0);
});
