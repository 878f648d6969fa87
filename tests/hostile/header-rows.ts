import { answered, closed, type HostileOutcome, type HostileRow } from "../support/hostile-row.ts";
import {
  control,
  controlPayload,
  echoArgs,
  frame,
  type HeaderParts,
  headed,
  hex,
  intBlock,
  MessageType,
  message,
  str2,
  stringBlock,
  u8,
  u16,
} from "../support/wire.ts";

const echo = message({ type: MessageType.call, body: echoArgs("hi") });
const framedEcho = frame(echo);

function row(what: string, outcome: HostileOutcome, parts: Partial<HeaderParts>): HostileRow {
  return { what, outcome, bytes: headed({ payload: framedEcho, ...parts }) };
}

const accepted = new Set([0x00, 0x03, 0x04, 0x10, 0x11]);
const bytes256 = Array.from({ length: 256 }, (_, i) => i);
/** The length that a frame of these parts should state, and something more or less. */
const off = (by: number, payload: Buffer = framedEcho): number => headed({ payload }).length - 4 + by;
const pairs = (count: number): [string, string][] => Array.from({ length: count }, (_, i) => [`key ${i}`, "v"]);
const block = (...parts: Buffer[]): Partial<HeaderParts> => ({ blocks: Buffer.concat(parts) });

/** Frames that are wrong, or merely odd, in their TTHeader or in how lengths agree with it. */
export const headerRows: readonly HostileRow[] = [
  ...bytes256.map((id) => row(`protocol id ${id}`, accepted.has(id) ? answered : closed, { protocol: id })),
  ...bytes256
    .filter((id) => id !== 0x01 && id !== 0x10 && id !== 0x11)
    .map((id) => row(`info id ${id}`, id === 0 ? answered : closed, block(u8(id), u16(0)))),
  ...Array.from({ length: 16 }, (_, bit) => row(`flag ${(1 << bit).toString(16)}`, answered, { flags: 1 << bit })),
  row("every flag", answered, { flags: 0xffff }),
  ...[0, 1, -1, 0x7fff_ffff, -0x8000_0000].map((seqId) => row(`sequence id ${seqId}`, answered, { seqId })),
  row("no magic", closed, { magic: 0 }),
  ...[0x0fff, 0x1001, 0x10ff, 0x9000, 0xffff].map((magic) => row(`magic ${magic.toString(16)}`, closed, { magic })),

  row("a header of no size", closed, { units: 0 }),
  ...[2, 3, 10, 100, 0x4000, 0x4001, 0xffff].map((units) =>
    row(`a header of ${units} units where it has 1`, closed, { units }),
  ),
  ...[1, 3, 200].map((count) => row(`${count} transforms`, answered, { transforms: Buffer.alloc(count, 1) })),
  { what: "more transforms than the header holds", outcome: closed, bytes: transformsBeyond(200) },

  row("no block at all", answered, {}),
  row("blocks of no pairs", answered, block(u8(1), u16(0), u8(0x10), u16(0))),
  row(
    "padding between blocks",
    answered,
    block(hex("0000"), stringBlock([["a", "b"]]), hex("000000"), intBlock([[9, "Echo"]])),
  ),
  row(
    "blocks that come twice",
    answered,
    block(intBlock([[3, "a"]]), stringBlock([["x", "1"]]), stringBlock([["x", "2"]])),
  ),
  row("a key twice in a block", answered, {
    strings: [
      ["k", "1"],
      ["k", "2"],
    ],
  }),
  row("an empty key and an empty value", answered, { strings: [["", ""]], ints: [[3, ""]] }),
  row("integer keys that nobody knows", answered, {
    ints: [
      [0, "x"],
      [28, "x"],
      [0xffff, "x"],
    ],
  }),
  row("an ACL token", answered, block(u8(0x11), str2("token"))),

  row("a count of pairs that is too large by one", closed, block(stringBlock([["a", "b"]], 2))),
  row("65,535 pairs that are not there", closed, block(stringBlock([["a", "b"]], 0xffff))),
  row("65,535 integer pairs that are not there", closed, block(intBlock([[3, "b"]], 0xffff))),
  row("a key longer than its block", closed, block(u8(1), u16(1), u16(500), hex("61626364"))),
  row("a value longer than its block", closed, block(u8(1), u16(1), str2("key"), u16(500), hex("61626364"))),
  row("an integer key's value longer than its block", closed, block(u8(0x10), u16(1), u16(3), u16(0xffff))),
  row("an ACL token longer than its block", closed, block(u8(0x11), u16(0xffff), hex("6162"))),

  row("256 pairs", answered, { strings: pairs(256) }),
  row("257 pairs", closed, { strings: pairs(257) }),
  row("256 pairs in two blocks, and one more", closed, {
    strings: pairs(128),
    ints: Array.from({ length: 129 }, (_, i) => [i, "v"]),
  }),
  row("a key of 4,096 bytes", answered, { strings: [["k".repeat(4096), "v"]] }),
  row("a key of 4,097 bytes", closed, { strings: [["k".repeat(4097), "v"]] }),
  row("a value of 60,000 bytes", answered, { strings: [["k", "v".repeat(60_000)]] }),
  row("a header of more than 65,536 bytes", closed, {
    strings: [
      ["a", "v".repeat(60_000)],
      ["b", "v".repeat(10_000)],
    ],
  }),

  ...[
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "RPC_PERSIST___proto__",
    "RPC_TRANSIT_constructor",
    "RPC_PERSIST_",
  ].map((key) => row(`a key ${key}`, answered, { strings: [[key, '{"polluted":true}']] })),
  row(
    "line breaks, NUL and bad UTF-8 in values",
    answered,
    block(u8(1), u16(1), str2("RPC_PERSIST_k"), u16(6), hex("0d0a00ff1b5b")),
  ),
  ...["abc", "-5", "0", "", "1e9", " 250", "0x10", "999999999999999999999", "250.5", "٢٥٠"].map((text) =>
    row(`a timeout of ${JSON.stringify(text)}`, answered, { ints: [[12, text]] }),
  ),
  ...["Nobody", "__proto__", "constructor", "toString"].map((service) =>
    row(`service ${service}, which there is not, and a method that only one has`, answered, {
      strings: [["isn", service]],
    }),
  ),
  row(
    "a method that its service lacks",
    { kind: "refused", typeId: 1, text: "unknown method Nope (service Lab)" },
    {
      strings: [["isn", "Lab"]],
      payload: frame(message({ type: MessageType.call, method: "Nope" })),
    },
  ),
  row(
    "a method that no service has",
    { kind: "refused", typeId: 20, text: "unknown service Nobody, method Nope" },
    {
      strings: [["isn", "Nobody"]],
      payload: frame(message({ type: MessageType.call, method: "Nope" })),
    },
  ),
  row("another method in the header", answered, { ints: [[9, "Nope"]] }),

  row("LENGTH 0", closed, { length: 0 }),
  row("LENGTH 9, less than a header", closed, { length: 9 }),
  row("LENGTH 10, a header without its variable part", closed, { length: 10 }),
  ...[-33, -20, -4, -1].map((by) => row(`LENGTH off by ${by}`, closed, { length: off(by) })),
  ...[1, 4, 37].map((by) => row(`LENGTH off by +${by}`, closed, { length: off(by) })),
  // Without a frame inside, LENGTH alone says where the message ends: what is left of it is no message.
  ...[-1, -4].map((by) =>
    row(
      `LENGTH off by ${by}, unframed`,
      { kind: "refused", typeId: 7, closes: true },
      { payload: echo, length: off(by, echo) },
    ),
  ),
  ...[0x0100_0001, 0x3fff_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff].map((length) =>
    row(`LENGTH ${length.toString(16)}`, closed, { length }),
  ),
  ...[0, 1, 29, 31, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff].map((length) =>
    row(`a frame that states ${length} bytes inside`, closed, { payload: frame(echo, length) }),
  ),
  row("no payload", closed, { payload: Buffer.alloc(0) }),
  ...[1, 4, 7].map((length) => row(`a payload of ${length} bytes`, closed, { payload: Buffer.alloc(length, 0x80) })),
  row("a payload of no known kind", closed, { payload: hex("0102030405060708090a0b0c") }),
  row("a header inside a header", closed, { payload: headed({ payload: framedEcho }) }),
  row("a frame inside a frame", closed, { payload: frame(framedEcho) }),
  row(
    "one sequence id in the header, another in the payload",
    { kind: "answered", seqId: 5 },
    {
      seqId: 7,
      payload: frame(message({ type: MessageType.call, seqId: 5, body: echoArgs("hi") })),
    },
  ),
  row("the header frame of a stream", closed, {
    flags: 2,
    payload: Buffer.alloc(0),
    ints: [
      [9, "Echo"],
      [27, "2"],
    ],
  }),
];

/** A frame whose count of transforms is more than its header holds. */
function transformsBeyond(count: number): Buffer {
  const bytes = headed({ payload: framedEcho });
  bytes.writeUInt8(count, 15);
  return bytes;
}

/** Frames with sequence id 0 that answer no call: only a peer that agreed to share may send them. */
export const controlFrames: readonly (readonly [what: string, bytes: Buffer])[] = [
  ["the cancellation of a call that there is not", control("kx.cancel", "4711")],
  ["the cancellation of no number", control("kx.cancel", "all")],
  ["the cancellation of a very long number", control("kx.cancel", "9".repeat(10_000))],
  ["another offer", control("kx.mux", "1")],
  ["the news that the peer will close", control("crrst", "1")],
  ["a control frame that says nothing", headed({ seqId: 0, payload: controlPayload })],
  ["a control frame with a key of another version", control("kx.later", "1")],
];
