import { pipe } from "@kitex-ts/netpoll/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { HeaderList } from "./header-list.ts";
import type { Http2Stream } from "./http2-stream.ts";
import { clientSession, serverSession } from "./session.ts";
import type { SessionOptions } from "./session-options.ts";
import type { StreamEvents } from "./stream-events.ts";
import { post } from "./testdata/exchange.ts";

const ok = new HeaderList([{ name: ":status", value: "200" }]);
const trailers = new HeaderList([{ name: "x-end", value: "1" }]);

/** One message of a stream: pieces as its sender writes them, and how its receiver takes them. */
interface Traffic {
  readonly pieces: readonly number[];
  readonly borrows: boolean;
  readonly endsWith: "data" | "empty data" | "trailers";
  /** Turns of the event loop until the receiver consumes what has come. */
  readonly turns: number;
  /** Bytes that the receiver expects at the start. */
  readonly expects: number;
}

const trafficOf = (pieces: fc.Arbitrary<number>): fc.Arbitrary<Traffic> =>
  fc.record({
    pieces: fc.array(pieces, { maxLength: 6 }),
    borrows: fc.boolean(),
    endsWith: fc.constantFrom("data" as const, "empty data" as const, "trailers" as const),
    turns: fc.nat(4),
    expects: fc.oneof(fc.constant(0), fc.nat(100_000)),
  });

const optionsOf = (initialWindowBytes: fc.Arbitrary<number>): fc.Arbitrary<Partial<SessionOptions>> =>
  fc.record({
    initialWindowBytes,
    initialConnectionWindowBytes: fc.integer({ min: 65_535, max: 300_000 }),
    maxFrameBytes: fc.integer({ min: 16_384, max: 80_000 }),
    maxUnconsumedBytes: fc.oneof(fc.nat(100_000), fc.constant(64_000_000)),
    streamHighWaterBytes: fc.nat(100_000),
    dynamicWindow: fc.boolean(),
  });

const scales = [
  ["bytes", fc.nat(300), fc.integer({ min: 1, max: 100 })],
  ["kilobytes", fc.oneof(fc.nat(300), fc.nat(70_000)), fc.integer({ min: 500, max: 200_000 })],
] as const;

function bytesOf({ pieces }: Traffic, seed: number): Buffer[] {
  return pieces.map((size, i) => Buffer.alloc(size, `${seed}.${i}.`));
}

/** Sends a message's pieces, the next one when the stream is writable. */
function sendAll(stream: Http2Stream, what: Traffic, seed: number): () => void {
  const parts = bytesOf(what, seed);
  let next = 0;
  let ended = false;
  return () => {
    while (!ended && stream.writable) {
      const part = parts[next++];
      const last = next >= parts.length;
      ended = last && what.endsWith === "data";
      if (part !== undefined) {
        stream.sendData((out) => (what.borrows ? out.writeBorrowed(part) : out.writeBytes(part)), ended);
      } else if (ended) stream.sendEnd();
      if (last && what.endsWith === "empty data") stream.sendEnd();
      if (last && what.endsWith === "trailers") stream.sendHeaders(trailers, true);
      ended = last;
    }
  };
}

/** Collects a message, at the receiver's pace. Settles with all bytes at the end. */
function collect(what: Traffic, stream: () => Http2Stream, onWritable: () => void): [StreamEvents, Promise<Buffer>] {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const parts: Buffer[] = [];
  let held = 0;
  let waits = false;
  const consume = (turns: number): void => {
    if (turns > 0) setImmediate(() => consume(turns - 1));
    else {
      stream().consumed(held);
      held = 0;
      waits = false;
    }
  };
  const settle = (end: boolean): void => {
    if (end) resolve(Buffer.concat(parts));
  };
  const events: StreamEvents = {
    onHeaders: (_headers, end) => settle(end),
    onData: (bytes, end) => {
      parts.push(bytes);
      held += bytes.length;
      if (!waits) {
        waits = true;
        consume(what.turns);
      }
      settle(end);
    },
    onReset: ({ message }) => reject(new Error(message)),
    onWritable,
  };
  return [events, promise];
}

test.each(scales)(
  "whatever windows, frames, sizes and paces, all %s arrive, both ways, and nothing is left",
  async (...[, sizes, windows]) => {
    const traffic = trafficOf(sizes);
    const sessionOptions = optionsOf(windows);
    const streams = fc.array(fc.record({ up: traffic, down: traffic }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(streams, sessionOptions, sessionOptions, async (script, clientOptions, serverOptions) => {
        const [dialled, accepted] = pipe();
        const uploads: Promise<Buffer>[] = [];
        const server = serverSession(
          accepted,
          {
            onStream: (stream) => {
              const index = (stream.id - 1) / 2;
              const { up, down } = script[index] as { up: Traffic; down: Traffic };
              stream.sendHeaders(ok, false);
              const pump = sendAll(stream, down, 1000 + index);
              const [events, body] = collect(up, () => stream, pump);
              uploads.push(body);
              if (up.expects > 0) stream.expect(up.expects);
              pump();
              return events;
            },
            onClose: () => {},
          },
          { ...serverOptions },
        );
        const client = clientSession(dialled, { onClose: () => {} }, clientOptions);
        accepted.receive(server.frameLength, server);
        dialled.receive(client.frameLength, client);
        const downloads = script.map(({ up, down }, index) => {
          let pump = (): void => {};
          const opened: Http2Stream[] = [];
          const [events, body] = collect(
            down,
            () => opened[0] as Http2Stream,
            () => pump(),
          );
          const stream = client.open(post, false, events);
          opened.push(stream);
          if (down.expects > 0) stream.expect(down.expects);
          pump = sendAll(stream, up, index);
          pump();
          return body;
        });
        const down = await Promise.all(downloads);
        const up = await Promise.all(uploads);
        for (const [i, one] of script.entries()) {
          expect(down[i]?.equals(Buffer.concat(bytesOf(one.down, 1000 + i)))).toBe(true);
          expect(up[i]?.equals(Buffer.concat(bytesOf(one.up, i)))).toBe(true);
        }
        expect([client.activeStreams, server.activeStreams]).toEqual([0, 0]);
        client.close();
        server.close();
      }),
      { numRuns: 100 },
    );
  },
);
