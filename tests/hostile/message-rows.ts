import { answered, closed, type HostileOutcome, type HostileRow, undecodable } from "../support/hostile-row.ts";
import type { MessageForm } from "../support/message-forms.ts";
import { echoArgs, field, hex, MessageType, message, str4, u8, u16, u32 } from "../support/wire.ts";

const call = (body: Buffer, method = "Echo"): Buffer => message({ type: MessageType.call, method, body });

/** Wrong before the method is known: the connection closes, whatever the form. */
const beforeTheMethod: readonly HostileRow[] = [
  ...[0, 2, 3, 5, 6, 7, 0xff, 0xffff].map((type) => ({
    what: `message type ${type}`,
    bytes: message({ type, body: echoArgs("hi") }),
    outcome: closed,
  })),
  ...[0x8000, 0x8002, 0x0001, 0xffff].map((version) => ({
    what: `version ${version.toString(16)}`,
    bytes: Buffer.concat([u16(version), u16(1), str4("Echo"), u32(1), echoArgs("hi")]),
    outcome: closed,
  })),
  ...[0, 0xffff_ffff, 0x8000_0000, 0x7fff_ffff].map((length) => ({
    what: `a method name of ${length | 0} bytes`,
    bytes: Buffer.concat([hex("80010001"), u32(length), Buffer.from("Echo"), u32(1), echoArgs("hi")]),
    outcome: closed,
  })),
];

/** A request of a method that there is not. */
function unknownMethods({ hasLength }: MessageForm): HostileRow[] {
  const names = ["Nope", "echo", "Echo ", "toString", "constructor", "__proto__", "hasOwnProperty", "then", "\0", "é"];
  return [...names, "x".repeat(1024 * 1024)].map((method) => ({
    what: `method ${JSON.stringify(method.slice(0, 20))}${method.length > 20 ? ", a name of a mebibyte" : ""}`,
    bytes: call(echoArgs("hi"), method),
    outcome: { kind: "refused", typeId: 20, closes: !hasLength, text: "unknown service , method" },
  }));
}

const list = (element: number, count: number, content: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([u8(element), u32(count), content]);
const map = (key: number, value: number, count: number, content: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([u8(key), u8(value), u32(count), content]);
const arg = (type: number, value: Buffer): Buffer => Buffer.concat([u8(type), u16(1), value, u8(0)]);
const struct = (fields: Buffer): Buffer => arg(12, Buffer.concat([fields, u8(0)]));

/** Arguments that cannot be read although a walk over them finds their end. */
const wellFormed: readonly (readonly [what: string, method: string, body: Buffer])[] = [
  ["no required field", "Defaults", struct(Buffer.alloc(0))],
  ["a required field of another type", "Defaults", struct(field.i32(4, 1))],
  ["a list of another type", "Flags", arg(15, list(8, 1, u32(1)))],
  ["a map of other keys", "Table", arg(13, map(8, 11, 1, Buffer.concat([u32(1), str4("v")])))],
  ["a map of other values", "Table", arg(13, map(11, 8, 1, Buffer.concat([str4("k"), u32(1)])))],
];

/** Arguments over which nobody can walk. */
const malformed: readonly (readonly [what: string, method: string, body: Buffer])[] = [
  ["a string of -1 bytes", "Echo", struct(Buffer.concat([u8(11), u16(1), u32(0xffff_ffff)]))],
  ["a string of -2^31 bytes", "Echo", struct(Buffer.concat([u8(11), u16(1), u32(0x8000_0000)]))],
  ["a string of 2^31-1 bytes", "Echo", struct(Buffer.concat([u8(11), u16(1), u32(0x7fff_ffff)]))],
  ["a binary of 2^31-1 bytes", "Mirror", arg(11, u32(0x7fff_ffff))],
  ["an unknown string of 2^31-1 bytes", "Echo", Buffer.concat([u8(11), u16(9), u32(0x7fff_ffff), u8(0)])],
  ["a list of -1 elements", "Flags", arg(15, list(2, 0xffff_ffff))],
  ["a list of 2^31-1 bools", "Flags", arg(15, list(2, 0x7fff_ffff, Buffer.alloc(5)))],
  ["a map of -1 entries", "Table", arg(13, map(11, 11, 0xffff_ffff))],
  ["a map of 2^31-1 entries", "Table", arg(13, map(11, 11, 0x7fff_ffff))],
  ["a set of -1 elements", "All", struct(Buffer.concat([u8(14), u16(10), list(8, 0xffff_ffff)]))],
  ["a list of 2^31-1 structs", "Grow", struct(Buffer.concat([u8(15), u16(2), list(12, 0x7fff_ffff)]))],
  ["an unknown list of 2^31-1 structs", "Echo", Buffer.concat([u8(15), u16(9), list(12, 0x7fff_ffff), u8(0)])],
  ["an unknown map of 2^31-1 bytes to bytes", "Echo", Buffer.concat([u8(13), u16(9), map(3, 3, 0x7fff_ffff), u8(0)])],
  ["an unknown list of a type that there is not", "Echo", Buffer.concat([u8(15), u16(9), list(5, 1, u8(0)), u8(0)])],
  ["an unknown list of stops", "Echo", Buffer.concat([u8(15), u16(9), list(0, 0x7fff_ffff), u8(0)])],
  ...[1, 5, 7, 9, 16, 17, 0x7f, 0x80, 0xff].map(
    (type) => [`a field of type ${type}`, "Echo", Buffer.concat([u8(type), u16(9), Buffer.alloc(8)])] as const,
  ),
];

const repeated = (digits: string, times: number): Buffer => {
  const bytes = hex(digits);
  return Buffer.alloc(bytes.length * times, bytes);
};

/** Nesting: `levels` structs, or structs and lists in turn, around nothing. */
const trees = (levels: number): Buffer => Buffer.concat([repeated("0c 0001", levels), Buffer.alloc(levels), u8(0)]);
const forest = (levels: number): Buffer =>
  Buffer.concat([hex("0c 0001"), repeated("0f 0002 0c 00000001", levels), Buffer.alloc(levels + 1), u8(0)]);
const strangers = (levels: number): Buffer => Buffer.concat([repeated("0c 0063", levels), Buffer.alloc(levels), u8(0)]);

function nestings(form: MessageForm): HostileRow[] {
  const tooDeep: HostileOutcome = form.hasLength ? undecodable : closed;
  const row = (what: string, body: Buffer, outcome: HostileOutcome, method = "Grow"): HostileRow => ({
    what,
    bytes: call(body, method),
    outcome,
  });
  return [
    row("64 structs inside one another", trees(64), answered),
    row("65 structs inside one another", trees(65), tooDeep),
    row("a million structs inside one another", trees(1_000_000), tooDeep),
    row("31 lists of structs inside one another", forest(31), answered),
    row("32 lists of structs inside one another", forest(32), tooDeep),
    row("a million lists of structs inside one another", forest(1_000_000), tooDeep),
    row("64 unknown structs inside one another", strangers(64), answered, "Ping"),
    row("65 unknown structs inside one another", strangers(65), tooDeep, "Ping"),
    row("a million unknown structs inside one another", strangers(1_000_000), tooDeep, "Ping"),
  ];
}

/** Unusual, and right. */
const unusual: readonly (readonly [what: string, method: string, body: Buffer, seqId: number])[] = [
  ["sequence id 0", "Echo", echoArgs("hi"), 0],
  ["sequence id -1", "Echo", echoArgs("hi"), -1],
  ["sequence id -2^31", "Echo", echoArgs("hi"), -0x8000_0000],
  ["sequence id 2^31-1", "Echo", echoArgs("hi"), 0x7fff_ffff],
  ["no argument at all", "Echo", u8(0), 1],
  ["an argument of another type", "Echo", Buffer.concat([field.i32(1, 5), u8(0)]), 1],
  ["an argument twice", "Echo", Buffer.concat([echoArgs("a").subarray(0, -1), echoArgs("b")]), 1],
  ["bad UTF-8", "Echo", struct(Buffer.concat([u8(11), u16(1), u32(3), hex("c0ffee")])), 1],
  ["an empty list of another type", "Flags", arg(15, list(8, 0)), 1],
  [
    "a union with two members",
    "Defaults",
    struct(
      Buffer.concat([field.string(4, "r"), field.struct(9, Buffer.concat([field.i32(1, 1), field.string(2, "s")]))]),
    ),
    1,
  ],
  ["an enum's unknown number", "Defaults", struct(Buffer.concat([field.string(4, "r"), field.i32(5, 99)])), 1],
];

/** Messages that are wrong, or merely odd, inside their payload: the same in all forms, but for what a form knows of lengths. */
export function messageRows(form: MessageForm): HostileRow[] {
  const payloads: readonly HostileRow[] = [
    ...beforeTheMethod,
    ...unknownMethods(form),
    ...wellFormed.map(([what, method, body]) => ({
      what,
      bytes: call(body, method),
      outcome: { kind: "refused" as const, typeId: 7, closes: !form.hasLength },
    })),
    ...malformed.map(([what, method, body]) => ({
      what,
      bytes: call(body, method),
      outcome: form.hasLength ? undecodable : closed,
    })),
    ...nestings(form),
    ...unusual.map(([what, method, body, seqId]) => ({
      what,
      bytes: message({ type: MessageType.call, method, body, seqId }),
      outcome: { kind: "answered" as const, seqId },
    })),
    {
      what: "the type of a oneway call for a method with an answer",
      bytes: message({ type: MessageType.oneway, body: echoArgs("hi") }),
      outcome: answered,
    },
    {
      what: "a call of a oneway method",
      bytes: message({ type: MessageType.call, method: "Notify", body: echoArgs("hi") }),
      outcome: { kind: "ignored" },
    },
  ];
  return payloads.map(({ what, bytes, outcome }) => {
    const seqId = outcome.kind === "answered" ? outcome.seqId : 1;
    return { what, outcome, bytes: form.wrap(bytes, seqId) };
  });
}
