import { fieldBlock, indexedLiteral } from "./raw/field-block.ts";
import {
  continuationFrame,
  dataFrame,
  Flag,
  frame,
  goAwayFrame,
  headersFrame,
  openHeadersFrame,
  pingFrame,
  priority,
  rstStreamFrame,
  Setting,
  settingsFrame,
  Type,
  windowUpdateFrame,
} from "./raw/frames.ts";
import type { RawClient } from "./raw/raw-client.ts";

/** What costs its sender little. */
export interface Flood {
  readonly title: string;
  /** What comes, behind the client's SETTINGS; sent in one write, or a few. */
  readonly frames: (client: RawClient) => Iterable<Buffer>;
  /** `calm`: the session ends with ENHANCE_YOUR_CALM. `served`: the connection goes on, and answers. */
  readonly outcome: "calm" | "served";
}

const CANCEL = 8;

function* times(count: number, one: (i: number) => readonly Buffer[]): Iterable<Buffer> {
  for (let i = 0; i < count; i++) yield Buffer.concat(one(i));
}

const ids = (i: number): number => 2 * i + 1;

/** A field block that does not end, by a number of pieces. */
function* endlessBlock(client: RawClient, pieces: number, piece: Buffer): Iterable<Buffer> {
  yield openHeadersFrame(1, client.getBlock(), "end");
  for (let i = 0; i < pieces; i++) yield continuationFrame(1, piece, "middle");
}

/** Requests whose headers are larger than is allowed, in few bytes: each names a large field of the table twenty times. */
function* tooLarge(client: RawClient, count: number): Iterable<Buffer> {
  const named = Buffer.alloc(20, 0x80 | 62);
  const first = Buffer.concat([client.getBlock(), indexedLiteral(["x-large", "x".repeat(4000)]), named]);
  yield headersFrame(1, first, "end");
  for (let i = 1; i < count; i++) yield headersFrame(ids(i), Buffer.concat([client.getBlock(), named]), "end");
}

/** Floods that a server must bear. The numbers are well above the session's limits, and below what takes seconds. */
export const floods: readonly Flood[] = [
  {
    title: "rapid reset (CVE-2023-44487)",
    frames: (client) => times(1000, (i) => [client.post(ids(i)), rstStreamFrame(ids(i), CANCEL)]),
    outcome: "calm",
  },
  {
    title: "requests that make the server reset them (CVE-2025-8671)",
    frames: (client) => times(1000, (i) => [client.post(ids(i)), windowUpdateFrame(ids(i), 0)]),
    outcome: "calm",
  },
  {
    title: "malformed requests",
    frames: (client) => times(1000, (i) => [client.get(ids(i), ["UPPER", "case"])]),
    outcome: "calm",
  },
  {
    title: "PING (CVE-2019-9512)",
    frames: () => times(1000, () => [pingFrame("flooded!")]),
    outcome: "calm",
  },
  {
    title: "SETTINGS (CVE-2019-9515, CVE-2020-11080)",
    frames: () => times(1000, () => [settingsFrame([Setting.InitialWindowSize, 100])]),
    outcome: "calm",
  },
  {
    title: "SETTINGS with thousands of entries",
    frames: () => {
      const entries = Array.from({ length: 2700 }, (_, i) => [Setting.InitialWindowSize, i] as const);
      return times(200, () => [settingsFrame(...entries)]);
    },
    outcome: "calm",
  },
  {
    title: "DATA without data (CVE-2019-9518)",
    frames: function* (client) {
      yield client.post(1);
      yield* times(10_000, () => [dataFrame(1, "", "open")]);
    },
    outcome: "calm",
  },
  {
    title: "DATA that is all padding",
    frames: function* (client) {
      yield client.post(1);
      yield* times(10_000, () => [frame(Type.Data, Flag.Padded, 1, Buffer.of(0))]);
    },
    outcome: "calm",
  },
  {
    title: "CONTINUATION without end (CVE-2024-27316, CVE-2024-28182)",
    frames: (client) => endlessBlock(client, 1000, fieldBlock([["x-more", "x".repeat(1000)]])),
    outcome: "calm",
  },
  {
    title: "CONTINUATION without content (CVE-2019-9516)",
    frames: (client) => endlessBlock(client, 1000, Buffer.alloc(0)),
    outcome: "calm",
  },
  {
    title: "PRIORITY (CVE-2019-9513)",
    frames: () => times(50_000, (i) => [frame(Type.Priority, 0, ids(i % 1000), priority(0, i % 256))]),
    outcome: "calm",
  },
  {
    title: "WINDOW_UPDATE of the connection (CVE-2019-9511)",
    frames: () => times(50_000, () => [windowUpdateFrame(0, 1)]),
    outcome: "calm",
  },
  {
    title: "WINDOW_UPDATE of a stream",
    frames: function* (client) {
      yield client.post(1);
      yield* times(50_000, () => [windowUpdateFrame(1, 1)]);
    },
    outcome: "calm",
  },
  {
    title: "frames of an unknown type (CVE-2026-48619)",
    frames: () => times(50_000, () => [frame(0x0c, 0, 0, Buffer.alloc(16))]),
    outcome: "calm",
  },
  {
    title: "RST_STREAM of streams that are gone",
    frames: (client) => [client.get(1), ...times(50_000, () => [rstStreamFrame(1, CANCEL)])],
    outcome: "calm",
  },
  {
    title: "DATA on streams that are gone",
    frames: function* (client) {
      yield client.post(1);
      yield rstStreamFrame(1, CANCEL);
      yield* times(1000, () => [dataFrame(1, "x", "open")]);
    },
    outcome: "served",
  },
  {
    title: "answers to PINGs and SETTINGS that nobody sent",
    frames: () => times(20_000, () => [pingFrame("unasked!", Flag.Ack), frame(Type.Settings, Flag.Ack, 0)]),
    outcome: "calm",
  },
  {
    title: "headers that are too large",
    frames: (client) => tooLarge(client, 300),
    outcome: "calm",
  },
  {
    title: "a large field that is named again and again (HPACK bomb, CVE-2016-6581)",
    frames: (client) => [
      headersFrame(
        1,
        Buffer.concat([
          client.getBlock(),
          indexedLiteral(["x-bomb", "x".repeat(4000)]),
          Buffer.alloc(10_000, 0x80 | 62),
        ]),
        "end",
      ),
    ],
    outcome: "served",
  },
  {
    title: "ten thousand fields",
    frames: (client) => [headersFrame(1, Buffer.concat([client.getBlock(), Buffer.alloc(10_000, 0x80 | 17)]), "end")],
    outcome: "served",
  },
  {
    title: "names that objects have (CVE-2026-21710)",
    frames: (client) => [client.get(1, ["__proto__", "x"], ["constructor", "y"], ["toString".toLowerCase(), "z"])],
    outcome: "served",
  },
  {
    title: "GOAWAY with much to say (CVE-2025-23085)",
    frames: () => times(200, () => [goAwayFrame(0, 0, "x".repeat(16_000))]),
    outcome: "served",
  },
  {
    title: "a request in single bytes of header",
    frames: function* (client) {
      const block = client.getBlock(["x-long", "x".repeat(20)]);
      yield openHeadersFrame(1, block.subarray(0, block.length - 20), "end");
      for (let at = block.length - 20; at < block.length; at++) {
        yield continuationFrame(1, block.subarray(at, at + 1), at === block.length - 1 ? "last" : "middle");
      }
    },
    outcome: "served",
  },
];
