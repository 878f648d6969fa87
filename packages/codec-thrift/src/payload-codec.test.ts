import type { MethodInfo, Result } from "@kitex-ts/core/extension";
import { ByteReader } from "@kitex-ts/netpoll/buffer";
import { describe, expect, test } from "vitest";
import { thrift } from "./payload-codec.ts";
import { bytesOf, readerOf, thrownBy, written } from "./testdata/bytes.ts";
import { echoService, MyErr } from "./testdata/echo-service.ts";
import { isRecord } from "./testdata/is-record.ts";
import { exchanges, replies, requests } from "./testdata/recorded.ts";
import { ThriftError } from "./thrift-error.ts";

const limits = { maxDepth: 64, maxElements: 10_000 };

function request(method: MethodInfo, seqId: number, value: unknown): string {
  return written((out) => thrift.encodeRequest(out, method, seqId, value, limits)).toString("hex");
}

function reply(method: MethodInfo, seqId: number, outcome: Result<unknown, unknown>): string {
  return written((out) => thrift.encodeReply(out, method, seqId, outcome, limits)).toString("hex");
}

/** The body of a request, and the envelope before it. */
function decodedRequest(hex: string, method?: MethodInfo): unknown {
  const input = readerOf(hex);
  const envelope = thrift.decodeEnvelope(input);
  return thrift.decodeRequest(input, method ?? methodOf(envelope.method), limits);
}

function decodedReply(hex: string, method?: MethodInfo): Result<unknown, unknown> | undefined {
  const input = readerOf(hex);
  const envelope = thrift.decodeEnvelope(input);
  expect(envelope.kind).toBe("reply");
  return thrift.decodeReply(input, method ?? methodOf(envelope.method), limits);
}

function methodOf(name: string): MethodInfo {
  for (const method of Object.values(echoService)) if (method.name === name) return method;
  throw new TypeError(`no method ${name}`);
}

const seven = {
  flag: true,
  tiny: -1,
  small: -2,
  medium: -3,
  large: 1n,
  ratio: 1.5,
  text: "ab",
  numbers: [1, 2],
  names: new Set(["x"]),
  counts: new Map([["k", 9]]),
  empty: {},
};

describe("vectors", () => {
  test("A1: a call", () => {
    const hex = `
      80 01 00 01                // version | type 1
      00 00 00 04 45 63 68 6f    // "Echo"
      00 00 00 01                // sequence id 1
      0c 00 01                   // field 1, struct
      0b 00 01 00 00 00 02 68 69 //   field 1, string "hi"
      00                         //   end of Request
      00                         // end of the arguments`;
    expect(request(echoService.Echo, 1, { message: "hi" })).toBe(bytesOf(hex).toString("hex"));
    expect(decodedRequest(hex)).toEqual({ message: "hi" });
    expect(thrift.decodeEnvelope(readerOf(hex))).toEqual({ kind: "call", method: "Echo", seqId: 1 });
    // A2 is A1 behind a frame length, which is not the codec's.
  });

  test("A3: a reply with a value", () => {
    const hex = `
      80 01 00 02                // version | type 2
      00 00 00 04 45 63 68 6f    // "Echo"
      00 00 00 01                // sequence id 1
      0c 00 00                   // field 0, struct: success
      0b 00 01 00 00 00 02 68 69 //   field 1, string "hi"
      00 00                      // ends of Response and result`;
    expect(reply(echoService.Echo, 1, { ok: true, value: { message: "hi" } })).toBe(bytesOf(hex).toString("hex"));
    expect(decodedReply(hex)).toEqual({ ok: true, value: { message: "hi" } });
  });

  test("A4: a void reply", () => {
    const hex = `
      80 01 00 02 00 00 00 04 50 69 6e 67 // version | type 2, "Ping"
      00 00 00 07                         // sequence id 7
      00                                  // end of the result`;
    expect(reply(echoService.Ping, 7, { ok: true, value: undefined })).toBe(bytesOf(hex).toString("hex"));
    expect(written((out) => thrift.encodeEmptyReply(out, "Ping", 7))).toEqual(bytesOf(hex));
    expect(decodedReply(hex)).toEqual({ ok: true, value: undefined });
  });

  test("A5: an exception", () => {
    const message = "unknown method Nope (service EchoService)";
    const hex = `
      80 01 00 03 00 00 00 04 4e 6f 70 65 // version | type 3, "Nope"
      00 00 00 01                         // sequence id 1
      0b 00 01 00 00 00 29                // field 1, string of 41 bytes
      ${Buffer.from(message).toString("hex")}
      08 00 02 00 00 00 01                // field 2, i32: type id 1
      00                                  // end`;
    const exception = { typeId: 1, message };
    expect(written((out) => thrift.encodeException(out, "Nope", 1, exception))).toEqual(bytesOf(hex));
    const input = readerOf(hex);
    expect(thrift.decodeEnvelope(input)).toEqual({ kind: "exception", method: "Nope", seqId: 1 });
    expect(thrift.decodeException(input)).toEqual(exception);
  });

  test("A6: a reply with a declared exception", () => {
    const hex = `
      80 01 00 02 00 00 00 04 45 63 68 6f // version | type 2, "Echo"
      00 00 00 01                         // sequence id 1
      0c 00 01                            // field 1, struct: the first declared exception
      08 00 01 00 00 00 2a                //   field 1, i32 42
      00 00                               // ends of MyErr and result`;
    const outcome = { ok: false, error: new MyErr({ code: 42 }) } as const;
    expect(reply(echoService.Echo, 1, outcome)).toBe(bytesOf(hex).toString("hex"));
    expect(decodedReply(hex)).toEqual(outcome);
    expect(echoService.Echo.result.declares(outcome.error)).toBe(true);
    expect(echoService.Echo.result.declares(new Error("other"))).toBe(false);
  });

  test("A7: a struct with every type", () => {
    const hex = `
      02 00 01 01                            // field 1, bool true
      03 00 02 ff                            // field 2, i8 -1
      06 00 03 ff fe                         // field 3, i16 -2
      08 00 04 ff ff ff fd                   // field 4, i32 -3
      0a 00 05 00 00 00 00 00 00 00 01       // field 5, i64 1
      04 00 06 3f f8 00 00 00 00 00 00       // field 6, double 1.5
      0b 00 07 00 00 00 02 61 62             // field 7, string "ab"
      0f 00 08 08 00 00 00 02                // field 8, list of 2 i32
         00 00 00 01 00 00 00 02             //   1, 2
      0e 00 09 0b 00 00 00 01                // field 9, set of 1 string
         00 00 00 01 78                      //   "x"
      0d 00 0a 0b 08 00 00 00 01             // field 10, map of 1 string to i32
         00 00 00 01 6b 00 00 00 09          //   "k": 9
      0c 00 0b 00                            // field 11, an empty struct
      00                                     // end`;
    const call = `80010001 00000005 5479706573 00000001 0c0001 ${hex}\n 00`;
    expect(request(echoService.Types, 1, seven)).toBe(bytesOf(call).toString("hex"));
    expect(decodedRequest(call)).toEqual(seven);
  });

  test("A8: a oneway call with an empty request", () => {
    const hex = `
      80 01 00 04                         // version | type 4
      00 00 00 06 4e 6f 74 69 66 79       // "Notify"
      00 00 00 05                         // sequence id 5
      0c 00 01 00                         // field 1, a struct without fields
      00                                  // end of the arguments`;
    expect(thrift.decodeEnvelope(readerOf(hex))).toEqual({ kind: "oneway", method: "Notify", seqId: 5 });
    expect(decodedRequest(hex)).toEqual({ message: "" });
    expect(request(echoService.Notify, 5, { message: "" })).toMatch(/^80010004000000064e6f74696679000000050c0001/);
  });

  test("A9: a handler's error", () => {
    const hex = `
      80 01 00 03 00 00 00 04 45 63 68 6f // version | type 3, "Echo"
      00 00 00 01                         // sequence id 1
      0b 00 01 00 00 00 0f                // field 1, string of 15 bytes
         62 69 7a 20 65 72 72 6f 72 3a 20 62 6f 6f 6d // "biz error: boom"
      08 00 02 00 00 00 06 00             // field 2, i32: type id 6; end`;
    const exception = { typeId: 6, message: "biz error: boom" };
    expect(written((out) => thrift.encodeException(out, "Echo", 1, exception))).toEqual(bytesOf(hex));
  });
});

describe("what Kitex for Go sent", () => {
  const complete = Object.entries(exchanges).filter(
    ([name]) => !name.includes("nil") && !name.startsWith("defaults") && !name.startsWith("unknown"),
  );

  test.each(complete)("%s is read, and written again byte for byte", (_name, hex) => {
    const input = readerOf(hex);
    const { kind, method, seqId } = thrift.decodeEnvelope(input);
    if (kind === "exception") {
      const exception = thrift.decodeException(input);
      expect(written((out) => thrift.encodeException(out, method, seqId, exception)).toString("hex")).toBe(hex);
    } else if (kind === "reply") {
      const outcome = thrift.decodeReply(input, methodOf(method), limits);
      if (outcome === undefined) throw new Error("no outcome");
      expect(reply(methodOf(method), seqId, outcome)).toBe(hex);
    } else {
      expect(request(methodOf(method), seqId, thrift.decodeRequest(input, methodOf(method), limits))).toBe(hex);
    }
    expect(input.remaining).toBe(0);
  });

  test("a struct that Go left nil arrives as one of defaults, and is sent in full", () => {
    expect(decodedRequest(exchanges["echonil/c2s"])).toEqual({ message: "" });
    expect(reply(echoService.Echo, 1, { ok: true, value: { message: "" } })).toBe(exchanges["echonil/s2c"]);
    expect(decodedRequest(exchanges["oneway-nil/c2s"])).toEqual({ message: "" });
  });

  test("defaults of the IDL stand for what was not sent", () => {
    const value = decodedRequest(exchanges["defaults/c2s"]);
    expect(value).toEqual({
      od: 5,
      o: undefined,
      dd: 9,
      r: "",
      c: 0,
      oc: 7,
      nested: { message: "" },
      ls: [],
      u: undefined,
      mc: new Map(),
      sd: "hey",
    });
    // `od` and `oc` are optional and equal their defaults: like Kitex, ours leaves them out.
    expect(reply(echoService.Defaults, 1, { ok: true, value })).toBe(exchanges["defaults/s2c"]);
    expect(decodedReply(exchanges["defaults/s2c"])).toEqual({ ok: true, value });
  });

  test("values that differ from their defaults are written byte for byte", () => {
    const value = decodedRequest(exchanges["defaults-set/c2s"]);
    expect(value).toMatchObject({ o: 0, c: 1, u: { s: "us" }, mc: new Map([["c", 7]]) });
    expect(reply(echoService.Defaults, 1, { ok: true, value })).toBe(exchanges["defaults-set/s2c"]);
  });

  test("exceptions for an unknown method and service", () => {
    const input = readerOf(exchanges["unknown-method/s2c"]);
    thrift.decodeEnvelope(input);
    expect(thrift.decodeException(input)).toEqual({ typeId: 20, message: "unknown service , method Nope" });
  });
});

describe("requests by hand", () => {
  test("unknown fields are skipped, whatever is in them", () => {
    expect(decodedRequest(requests["unknown field ids and types skipped"])).toEqual({ message: "hi" });
  });

  test("a known field of another type is skipped", () => {
    expect(decodedRequest(requests["known field wrong type skipped"])).toEqual({ message: "" });
  });

  test("of a repeated field the last one counts", () => {
    expect(decodedRequest(requests["duplicate field last wins"])).toEqual({ message: "b" });
  });

  test("only 1 is true", () => {
    expect(decodedRequest(requests["bool value 2 and 255"])).toMatchObject({ flag: false });
  });

  test("an enum's value may be unknown", () => {
    expect(decodedRequest(requests["enum unknown value 99"])).toMatchObject({ c: 99 });
  });

  test("of a union's members the last one counts, and none is an unknown member", () => {
    expect(decodedRequest(requests["union two fields set (Defaults.u)"])).toMatchObject({ u: { s: "s" } });
    expect(decodedRequest(requests["union no field set"])).toMatchObject({ u: { $unknown: true } });
  });

  test("an empty container may state any type, one with elements may not", () => {
    expect(decodedRequest(requests["list element type wrong empty"])).toMatchObject({ names: [] });
    expect(() => decodedRequest(requests["list element type wrong (i64 list for list<string>)"])).toThrow(
      "a.names: a list with elements of type id 10, where the IDL has 11",
    );
  });

  test("bytes behind the struct are ignored", () => {
    expect(decodedRequest(requests["framed surplus bytes after struct"])).toEqual({ message: "hi" });
  });

  test.each([
    ["required field missing", "d: required field r is not set"],
    ["skip unknown type 0x05", "unknown type id 5"],
    ["skip unknown type 0x10", "unknown type id 16"],
    ["string length negative", "req.message: a string of -1 bytes"],
    ["string length beyond", "req.message: the string of 255 bytes is longer than the 2 bytes that are left"],
    ["string length 2^31-1", "req.message: the string of 2147483647 bytes is longer than the 2 bytes that are left"],
    ["list count negative", "a.names: a list of -1 elements"],
    ["list count 16M no data", "a.names: the list of 16777216 elements is longer than the 2 bytes that are left"],
    ["map count negative", "a.counts: a map of -1 elements"],
    ["framed frame shorter than struct", "req: 2 bytes needed, 0 left"],
    ["framed args empty (no STOP)", "1 bytes needed, 0 left"],
  ] as const)("%s: refused with the path of what is wrong", (name, message) => {
    const error = thrownBy(() => decodedRequest(requests[name]));
    expect(error).toBeInstanceOf(ThriftError);
    expect(String(error)).toContain(message);
  });
});

describe("replies by hand", () => {
  test("a declared exception wins over a value", () => {
    expect(decodedReply(replies["result both success and exception"])).toEqual({
      ok: false,
      error: new MyErr({ code: 5 }),
    });
  });

  test("a reply with neither a value nor a declared exception is no outcome", () => {
    expect(decodedReply(replies["empty result"])).toBeUndefined();
    expect(decodedReply(replies["result undeclared exception field 9"])).toBeUndefined();
  });

  test("a void result ignores a value", () => {
    expect(decodedReply(replies["void with success field"])).toEqual({ ok: true, value: undefined });
  });

  test("a body of no bytes, or without a required field, is refused", () => {
    expect(() => decodedReply(replies["result body empty (0 bytes)"])).toThrow(ThriftError);
    expect(() => decodedReply(replies["required missing"])).toThrow("success: required field r is not set");
  });

  test.each([
    ["exception empty message type 0", { typeId: 0, message: "unknown application exception" }],
    ["exception empty message type 1", { typeId: 1, message: "unknown method" }],
    ["exception empty message type 5", { typeId: 5, message: "missing result" }],
    ["exception empty message type 6", { typeId: 6, message: "unknown internal error" }],
    ["exception empty message type 7", { typeId: 7, message: "unknown protocol error" }],
    ["exception empty message type 20", { typeId: 20, message: "unknown exception type [20]" }],
    ["exception empty message type 1234", { typeId: 1234, message: "unknown exception type [1234]" }],
    ["exception fields reversed", { typeId: 6, message: "rev" }],
    ["exception empty struct", { typeId: 0, message: "unknown application exception" }],
    ["exception extra field", { typeId: 6, message: "m" }],
    ["exception empty method", { typeId: 6, message: "boom" }],
    ["exception wrong seq+method", { typeId: 6, message: "boom" }],
  ] as const)("%s", (name, exception) => {
    const input = readerOf(replies[name]);
    expect(thrift.decodeEnvelope(input).kind).toBe("exception");
    expect(thrift.decodeException(input)).toEqual(exception);
  });
});

describe("envelopes", () => {
  test("only strict binary is this codec's", () => {
    expect(thrift.matches(0x80010001)).toBe(true);
    expect(thrift.matches(0x80010004)).toBe(true);
    for (const other of [0x00000004, 0x90010001, 0x82211000, 0x80020001, 0x50524920]) {
      expect(thrift.matches(other)).toBe(false);
    }
  });

  test.each([
    ["8001 0000 00000004 4563686f 00000001", "a message of unknown type 0"],
    ["8001 0005 00000004 4563686f 00000001", "a message of unknown type 5"],
    ["8001 ffff 00000004 4563686f 00000001", "a message of unknown type 65535"],
    ["8002 0001 00000004 4563686f 00000001", "a message that starts with 0x80020001 is no strict Thrift binary"],
    ["0000 0004 4563686f 01 00000001", "a message that starts with 0x00000004 is no strict Thrift binary"],
    ["8001 0001 00000000 00000001", "the method name is empty"],
    ["8001 0001 fffffffb 4563686f 00000001", "a method name of -5 bytes"],
    ["8001 0001 7fffffff 4563686f 00000001", "2147483647 bytes needed, 8 left"],
    ["8001 0001 00000004 4563686f 0000", "4 bytes needed, 2 left"],
    ["8001", "4 bytes needed, 2 left"],
    ["", "4 bytes needed, 0 left"],
  ])("%s is refused", (hex, message) => {
    const error = thrownBy(() => thrift.decodeEnvelope(readerOf(hex)));
    expect(error).toBeInstanceOf(ThriftError);
    expect(String(error)).toContain(message);
  });
});

describe("errors of values", () => {
  test.each([
    [
      { ...seven, large: 2 ** 53 },
      "a.large must be a bigint or a safe integer, got the number 9007199254740992 (2^53 or more); write 9007199254740992n",
    ],
    [
      { ...seven, large: 2n ** 63n },
      "a.large must be an integer from -2^63 to 2^63 - 1, got the bigint 9223372036854775808n",
    ],
    [{ ...seven, large: 1.5 }, "a.large must be a bigint or a safe integer, got the number 1.5"],
    [{ ...seven, tiny: 128 }, "a.tiny must be an integer from -128 to 127, got the number 128"],
    [
      { ...seven, medium: Number.NaN },
      "a.medium must be an integer from -2147483648 to 2147483647, got the number NaN",
    ],
    [{ ...seven, text: undefined }, "a.text must be a string, got undefined"],
    [{ ...seven, numbers: [1, "2"] }, "a.numbers[1] must be an integer from -2147483648 to 2147483647, got a string"],
    [{ ...seven, names: new Set(["x", null]) }, "a.names[1] must be a string, got null"],
    [{ ...seven, names: ["x"] }, "a.names must be a Set, got an array"],
    [
      { ...seven, counts: new Map([["k", "v"]]) },
      'a.counts.get("k") must be an integer from -2147483648 to 2147483647, got a string',
    ],
    [{ ...seven, counts: new Map([[1, 1]]) }, "a.counts.keys()[0] must be a string, got the number 1"],
    [{ ...seven, counts: { k: 1 } }, "a.counts must be a Map, got an object"],
    [{ ...seven, empty: 5 }, "a.empty must be an object, got the number 5"],
    [undefined, "a must be an object, got undefined"],
    [null, "a must be an object, got null"],
  ])("are told with their path (%#)", (value, message) => {
    const error = thrownBy(() => request(echoService.Types, 1, value));
    expect(error).toBeInstanceOf(ThriftError);
    expect(error).toMatchObject({ message });
  });

  test("a result that is not there, and an error that is not declared", () => {
    expect(() => reply(echoService.Echo, 1, { ok: true, value: undefined })).toThrow(ThriftError);
    expect(() => reply(echoService.Echo, 1, { ok: false, error: new Error("x") })).toThrow(
      "must be an exception that the method declares",
    );
  });

  test("a union with no member or two", () => {
    const value = decodedRequest(exchanges["defaults/c2s"]);
    const base = isRecord(value) ? value : {};
    for (const u of [{}, { $unknown: true }, { a: 1, s: "x" }]) {
      expect(() => request(echoService.Defaults, 1, { ...base, u })).toThrow(
        "d.u must have exactly one member of the union U set",
      );
    }
  });
});

test("the elements of one message are limited, all containers together", () => {
  const hex = request(echoService.Types, 1, { ...seven, numbers: [1, 2, 3, 4] });
  const decode = (maxElements: number): unknown => {
    const input = new ByteReader(bytesOf(hex));
    thrift.decodeEnvelope(input);
    return thrift.decodeRequest(input, echoService.Types, { maxDepth: 64, maxElements });
  };
  expect(decode(6)).toMatchObject({ numbers: [1, 2, 3, 4] });
  expect(() => decode(5)).toThrow("past the limit of elements in one message");
});
