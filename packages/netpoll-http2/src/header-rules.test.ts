import { describe, expect, test } from "vitest";
import { validateRequest, validateResponse, validateTrailers } from "./header-rules.ts";
import { HeaderDecoder } from "./hpack/header-decoder.ts";
import { listOf, type Pair, pairsOf } from "./testdata/header-lists.ts";

const request: readonly Pair[] = [
  [":method", "POST"],
  [":scheme", "http"],
  [":authority", "echo:8888"],
  [":path", "/echo.Echo/Echo"],
];

/** The request with some pseudo-header fields replaced, or removed by `undefined`. */
function requestWith(
  changes: Readonly<Record<string, string | undefined>>,
  ...more: readonly Pair[]
): string | undefined {
  const fields = request.flatMap(([name, value]): Pair[] => {
    const changed = name in changes ? changes[name] : value;
    return changed === undefined ? [] : [[name, changed]];
  });
  return validateRequest(listOf(...fields, ...more));
}

describe("a request", () => {
  test("of gRPC is right", () => {
    expect(requestWith({}, ["te", "trailers"], ["content-type", "application/grpc"], ["x-bin", "AAE"])).toBeUndefined();
  });

  test("may do without :authority", () => {
    expect(requestWith({ ":authority": undefined })).toBeUndefined();
  });

  test("may have the same regular field several times, with the empty value too", () => {
    expect(requestWith({}, ["x", "1"], ["x", ""], ["x", "3"])).toBeUndefined();
  });

  test.each([":method", ":scheme", ":path"])("needs %s", (name) => {
    expect(requestWith({ [name]: undefined })).toBe(`no ${name}`);
    expect(requestWith({ [name]: "" })).toBe(`no ${name}`);
  });

  test.each(request.map(([name]) => name))("has %s once", (name) => {
    expect(validateRequest(listOf([name, "POST"], ...request))).toBe(`${name} twice`);
  });

  test("has no pseudo-header field behind a regular one", () => {
    expect(validateRequest(listOf(["x", "1"], ...request))).toBe('":method" behind a regular field');
  });

  test.each([":status", ":protocol", ":foo", ":te"])("does not have %s", (name) => {
    expect(requestWith({}, [name, "1"])).toBe(`"${name}", which is unknown here`);
  });

  test("has a path that begins with a slash, or * for OPTIONS", () => {
    expect(requestWith({ ":path": "echo" })).toBe('the :path "echo"');
    expect(requestWith({ ":path": "*" })).toBe('the :path "*"');
    expect(requestWith({ ":path": "*", ":method": "OPTIONS" })).toBeUndefined();
  });

  test("of another scheme may have any path", () => {
    expect(requestWith({ ":scheme": "urn", ":path": "x" })).toBeUndefined();
  });

  test("names no user in :authority", () => {
    expect(requestWith({ ":authority": "me@echo" })).toBe(":authority with a user's name");
  });

  test("has a host, if any, that is its :authority", () => {
    expect(requestWith({}, ["host", "ECHO:8888"])).toBeUndefined();
    expect(requestWith({}, ["host", "other"])).toBe("host other than :authority");
    expect(requestWith({ ":authority": undefined }, ["host", "other"])).toBeUndefined();
  });

  test("CONNECT has :authority and neither :scheme nor :path (RFC 9113 section 8.5)", () => {
    expect(validateRequest(listOf([":method", "CONNECT"], [":authority", "a:1"]))).toBeUndefined();
    expect(validateRequest(listOf([":method", "CONNECT"]))).toBe("CONNECT without :authority");
    expect(requestWith({ ":method": "CONNECT", ":path": undefined })).toBe("CONNECT with :scheme or :path");
    expect(requestWith({ ":method": "CONNECT", ":scheme": undefined })).toBe("CONNECT with :scheme or :path");
  });

  test("has no field about its connection (section 8.2.2)", () => {
    for (const name of ["connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"]) {
      expect(requestWith({}, [name, "x"])).toBe(`the field ${name}, which is about a connection`);
    }
  });

  test("has no te but trailers", () => {
    expect(requestWith({}, ["te", "gzip"])).toBe("te with another value than trailers");
  });
});

describe("any field (section 8.2.1)", () => {
  test.each(["", ":", "::path", "X", "x-Y", "x y", "x\0", "x\n", "x\u007f", "x\u0080", "ÿ", "x:y", "x\t", "(x)"])(
    "is not called %j",
    (name) => {
      expect(requestWith({}, [name, "1"])).toContain("name");
    },
  );

  test("is called by any token in lower case", () => {
    expect(requestWith({}, ["!#$%&'*+-.^_`|~09az", "1"])).toBeUndefined();
  });

  test.each(["a\0", "a\r", "\nb", "a\r\nb: c", " a", "a ", "\ta", "a\t", " "])("has not the value %j", (value) => {
    expect(requestWith({}, ["x", value])).toBe('"x" with a value that is none');
    expect(requestWith({ ":path": value })).toBe('":path" with a value that is none');
    expect(validateTrailers(listOf(["x", value]))).toBe('"x" with a value that is none');
  });

  test("has any other value", () => {
    expect(requestWith({}, ["x", "a b\tc\u0001\u007fÿ"])).toBeUndefined();
  });

  test("that is long is quoted in part", () => {
    expect(requestWith({}, ["X".repeat(10_000), "1"])?.length).toBeLessThan(120);
  });

  test.each(["__proto__", "constructor", "tostring"])("may be called %s", (name) => {
    expect(requestWith({}, [name, "1"])).toBeUndefined();
  });
});

describe("a response", () => {
  test("has a :status of three digits", () => {
    for (const status of ["100", "200", "204", "599"]) {
      expect(validateResponse(listOf([":status", status], ["x", "1"]))).toBeUndefined();
    }
    for (const status of ["", "20", "2000", "abc", "099", "+20", "20\u0661"]) {
      expect(validateResponse(listOf([":status", status]))).toContain("the :status");
    }
    expect(validateResponse(listOf(["x", "1"]))).toBe("no :status");
  });

  test("does not switch protocols", () => {
    expect(validateResponse(listOf([":status", "101"]))).toBe('the :status "101"');
  });

  test("has nothing of a request", () => {
    expect(validateResponse(listOf([":status", "200"], [":path", "/"]))).toBe('":path", which is unknown here');
  });

  test("has :status once and first", () => {
    expect(validateResponse(listOf([":status", "200"], [":status", "200"]))).toBe(":status twice");
    expect(validateResponse(listOf(["x", "1"], [":status", "200"]))).toBe('":status" behind a regular field');
  });
});

describe("trailers", () => {
  test("are regular fields, or none", () => {
    expect(validateTrailers(listOf(["grpc-status", "0"]))).toBeUndefined();
    expect(validateTrailers(listOf())).toBeUndefined();
    expect(validateTrailers(listOf([":status", "200"]))).toBe('":status", which is unknown here');
  });
});

/** A block of literals that are indexed, and one of the indexes that they have then. */
function blocksOf(pairs: readonly Pair[]): { readonly literals: Buffer; readonly indexes: Buffer } {
  const literals = pairs.map(([name, value]) =>
    Buffer.concat([Buffer.of(0x40, name.length), Buffer.from(name), Buffer.of(value.length), Buffer.from(value)]),
  );
  return {
    literals: Buffer.concat(literals),
    indexes: Buffer.from(pairs.map((_, i) => 0x80 | (61 + pairs.length - i))),
  };
}

test.each([
  ["te", "gzip"],
  ["X", "1"],
  ["upgrade", "h2c"],
  ["x", " "],
  ["x", "1"],
] as const)("what a peer sent is judged as what this side made: %s: %s", (name, value) => {
  const decoder = new HeaderDecoder({ maxHeaderListBytes: 1 << 16, maxHeaderFields: 100, trimFieldValues: false });
  const pairs: readonly Pair[] = [...request, [name, value]];
  const { literals, indexes } = blocksOf(pairs);
  for (const block of [literals, indexes, indexes]) {
    const list = decoder.decode(block);
    expect(pairsOf(list)).toEqual(pairs);
    expect(validateRequest(list)).toBe(validateRequest(listOf(...pairs)));
  }
});
