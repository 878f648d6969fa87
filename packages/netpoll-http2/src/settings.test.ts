import { systemClock } from "@kitex-ts/netpoll";
import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { describe, expect, test } from "vitest";
import { Http2ErrorCode } from "./error-code.ts";
import type { SessionOptions } from "./session-options.ts";
import {
  defaultSettings,
  headerTableSizes,
  readSettings,
  type Settings,
  settingsFor,
  writeSettings,
} from "./settings.ts";
import { hex } from "./testdata/header-lists.ts";

/** A SETTINGS frame with these entries. */
const frameOf = (entries: string): Buffer => Buffer.concat([hex("000000 04 00 00000000"), hex(entries)]);

const read = (entries: string, from: "client" | "server" = "client"): Settings =>
  readSettings(frameOf(entries), from, defaultSettings);

function written(settings: Settings, known?: Settings): Buffer {
  const out = new ByteWriter();
  writeSettings(out, settings, known);
  return Buffer.concat(out.take());
}

const options: SessionOptions = {
  maxConcurrentStreams: 1000,
  initialWindowBytes: 65_535,
  initialConnectionWindowBytes: 65_535,
  dynamicWindow: true,
  maxWindowBytes: 1 << 24,
  maxUnconsumedBytes: 1 << 26,
  maxFrameBytes: 16_384,
  maxHeaderListBytes: 65_536,
  maxHeaderFields: 256,
  trimFieldValues: false,
  headerTableBytes: 4096,
  streamHighWaterBytes: 65_536,
  floods: {
    windowMs: 1000,
    resets: 200,
    pings: 200,
    settings: 100,
    emptyFrames: 1000,
    continuations: 32,
    idleFrames: 10_000,
  },
  clock: systemClock,
};

describe("written", () => {
  test("are the values that a peer does not assume anyway, of a server", () => {
    expect(written(settingsFor("server", options))).toEqual(
      // 3: 1,000 streams · 6: a header list of 65,536
      hex("00000c 04 00 00000000  0003 000003e8  0006 00010000"),
    );
  });

  test("and of a client, which allows no push", () => {
    expect(written(settingsFor("client", options))).toEqual(hex("00000c 04 00 00000000  0002 00000000  0006 00010000"));
  });

  test("are all six when all differ, in the order of their ids", () => {
    const all: Settings = {
      headerTableBytes: 1,
      pushAllowed: false,
      maxConcurrentStreams: 0xffff_ffff,
      initialWindowBytes: 0,
      maxFrameBytes: 0xff_ffff,
      maxHeaderListBytes: 2,
    };
    const frame = written(all);
    expect(frame).toEqual(
      hex(`000024 04 00 00000000
           0001 00000001  0002 00000000  0003 ffffffff  0004 00000000  0005 00ffffff  0006 00000002`),
    );
    expect(readSettings(frame, "server", defaultSettings)).toEqual(all);
  });

  test("are what changed, later on", () => {
    const known = settingsFor("server", options);
    expect(written({ ...known, initialWindowBytes: 1 << 20 }, known)).toEqual(
      hex("000006 04 00 00000000  0004 00100000"),
    );
    expect(written(known, known)).toEqual(hex("000000 04 00 00000000"));
  });
});

describe("read", () => {
  test("an empty frame changes nothing", () => {
    expect(read("")).toEqual(defaultSettings);
  });

  test("the last of several values holds", () => {
    expect(read("0003 00000001  0003 00000002").maxConcurrentStreams).toBe(2);
  });

  test("what is unknown is ignored (RFC 9113 section 6.5.2)", () => {
    expect(read("0000 ffffffff  0007 00000001  0008 00000001  ffff 00000000")).toEqual(defaultSettings);
  });

  test("the settings before stay as they are", () => {
    const before = read("0004 00000001");
    readSettings(frameOf("0004 00000002"), "client", before);
    expect(before.initialWindowBytes).toBe(1);
  });

  test.each([
    ["a window of 2^31 - 1", "0004 7fffffff", { initialWindowBytes: 0x7fff_ffff }],
    ["no window at all", "0004 00000000", { initialWindowBytes: 0 }],
    ["frames of 16,384", "0005 00004000", { maxFrameBytes: 16_384 }],
    ["frames of 2^24 - 1", "0005 00ffffff", { maxFrameBytes: 0xff_ffff }],
    ["a table of 2^32 - 1", "0001 ffffffff", { headerTableBytes: 0xffff_ffff }],
    ["no streams", "0003 00000000", { maxConcurrentStreams: 0 }],
    ["a client that allows pushes", "0002 00000001", { pushAllowed: true }],
    ["a client that does not", "0002 00000000", { pushAllowed: false }],
  ])("%s", (_, entries, expected) => {
    expect(read(entries)).toEqual({ ...defaultSettings, ...expected });
  });

  test.each([
    ["a window of 2^31", "0004 80000000", Http2ErrorCode.FlowControlError, "INITIAL_WINDOW_SIZE of 2147483648"],
    ["frames of 16,383", "0005 00003fff", Http2ErrorCode.ProtocolError, "MAX_FRAME_SIZE 16383"],
    ["frames of 2^24", "0005 01000000", Http2ErrorCode.ProtocolError, "MAX_FRAME_SIZE 16777216"],
    ["pushes that are allowed twice over", "0002 00000002", Http2ErrorCode.ProtocolError, "ENABLE_PUSH 2"],
  ])("refused: %s", (_, entries, code, problem) => {
    expect(() => read(entries)).toThrow(
      expect.objectContaining({ code, scope: "connection", message: expect.stringContaining(problem) }),
    );
  });

  test("refused: a server that allows pushes", () => {
    expect(read("0002 00000000", "server").pushAllowed).toBe(false);
    expect(() => read("0002 00000001", "server")).toThrow("ENABLE_PUSH 1");
  });
});

test("every size of the header table that a frame names is seen, in order (RFC 7541 section 4.2)", () => {
  expect(headerTableSizes(frameOf("0001 00000000  0004 00000007  0001 00001000"))).toEqual([0, 4096]);
  expect(headerTableSizes(frameOf(""))).toEqual([]);
});
