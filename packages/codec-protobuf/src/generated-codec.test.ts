import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { describe, expect, test } from "vitest";
import type { MessageDescriptor } from "./descriptor.ts";
import { bytesOf } from "./testdata/bytes.ts";
import { OrderDescriptor } from "./testdata/kitex-gen/closed/codec.ts";
import { NodeDescriptor, ScalarsDescriptor } from "./testdata/kitex-gen/mapped/codec.ts";
import { unknownFields } from "./unknown-fields.ts";

// What the specification says of reading and writing, with the bytes spelled out. That random messages are written like
// other libraries write them is compared in packages/tool.

function read<T extends object>(descriptor: MessageDescriptor<T, never>, hex: string): T {
  const bytes = bytesOf(hex);
  return descriptor.read(new ByteReader(bytes), bytes.length, 64);
}

function written<Input>(descriptor: MessageDescriptor<unknown, Input>, value: Input): string {
  const out = new ByteWriter();
  descriptor.write(value, out, 64);
  return Buffer.concat(out.take()).toString("hex").replace(/../g, "$& ").trimEnd();
}

/** What is kept of fields that the .proto file does not know. */
function kept(message: { readonly [unknownFields]?: Uint8Array | undefined }): string | undefined {
  const bytes = message[unknownFields];
  return bytes && Buffer.from(bytes).toString("hex").replace(/../g, "$& ").trimEnd();
}

describe("numbers", () => {
  test("a negative int32 takes ten bytes, and is read from five too", () => {
    expect(written(ScalarsDescriptor, { int32Value: -1 })).toBe("08 ff ff ff ff ff ff ff ff ff 01");
    expect(read(ScalarsDescriptor, "08 ff ff ff ff 0f").int32Value).toBe(-1);
    expect(read(ScalarsDescriptor, "08 ff ff ff ff ff ff ff ff ff 01").int32Value).toBe(-1);
  });

  test("a varint that is too wide is truncated", () => {
    expect(read(ScalarsDescriptor, "08 80 80 80 80 10").int32Value).toBe(0);
    expect(read(ScalarsDescriptor, "18 ff ff ff ff 7f").uint32Value).toBe(2 ** 32 - 1);
  });

  test("any bit makes a bool true, of the upper half too", () => {
    expect(read(ScalarsDescriptor, "50 02").boolValue).toBe(true);
    expect(read(ScalarsDescriptor, "50 80 80 80 80 80 80 80 80 80 01").boolValue).toBe(true);
    expect(read(ScalarsDescriptor, "50 80 80 00").boolValue).toBe(false);
  });

  test("zeros are left out, but not the negative one and NaN", () => {
    const zeros = { int32Value: 0, int64Value: 0n, uint64Value: 0, doubleValue: 0, boolValue: false, stringValue: "" };
    expect(written(ScalarsDescriptor, { ...zeros, bytesValue: new Uint8Array(0), color: 0 })).toBe("");
    expect(written(ScalarsDescriptor, { doubleValue: -0 })).toBe("49 00 00 00 00 00 00 00 80");
    expect(read(ScalarsDescriptor, "49 00 00 00 00 00 00 00 80").doubleValue).toBe(-0);
    expect(written(ScalarsDescriptor, { floatValue: Number.NaN })).toBe("45 00 00 c0 7f");
  });

  test("an optional zero is written, and read as one that is there", () => {
    expect(written(NodeDescriptor, { maybe: 0 })).toBe("58 00");
    expect(read(NodeDescriptor, "58 00").maybe).toBe(0);
    expect(read(NodeDescriptor, "").maybe).toBeUndefined();
  });

  test("an open enum has any number", () => {
    expect(read(ScalarsDescriptor, "68 63").color).toBe(99);
    expect(written(ScalarsDescriptor, { color: -1 })).toBe("68 ff ff ff ff ff ff ff ff ff 01");
  });
});

describe("fields that are there several times", () => {
  test("the last scalar counts", () => {
    expect(read(NodeDescriptor, "0a 01 61 0a 01 62").name).toBe("b");
  });

  test("messages are merged: their lists grow, their maps too, their scalars are replaced", () => {
    const first = "0a 01 61 1a 00 22 03 0a 01 6b"; // name "a", a child, byName "k"
    const second = "58 05 1a 00 22 03 0a 01 6c"; // maybe 5, a child, byName "l"
    const { next } = read(NodeDescriptor, `12 0a ${first} 12 09 ${second}`);
    expect(next).toMatchObject({ name: "a", maybe: 5 });
    expect(next?.children).toHaveLength(2);
    expect([...(next?.byName.keys() ?? [])]).toEqual(["k", "l"]);
  });

  test("of a oneof the last member counts, and a message in it is merged with itself only", () => {
    expect(read(NodeDescriptor, "3a 01 61 40 05").choice).toEqual({ number: 5 });
    expect(read(NodeDescriptor, "4a 03 0a 01 61 4a 02 58 05").choice).toMatchObject({ node: { name: "a", maybe: 5 } });
    expect(read(NodeDescriptor, "4a 03 0a 01 61 40 05 4a 02 58 05").choice).toMatchObject({ node: { name: "" } });
  });

  test("packed and unpacked numbers make one list", () => {
    expect(read(NodeDescriptor, "60 01 62 02 02 00 60 03").palette).toEqual([1, 2, 0, 3]);
    expect(written(NodeDescriptor, { palette: [1, 2] })).toBe("62 02 01 02");
    expect(read(OrderDescriptor, "0a 00 1a 02 01 02 38 01").sizes).toEqual([1, 2]);
    expect(read(OrderDescriptor, "0a 00 1a 02 01 02 38 01").packed).toEqual([1]);
    expect(written(OrderDescriptor, { id: "", sizes: [1, 2], packed: [1, 2] })).toBe("0a 00 18 01 18 02 3a 02 01 02");
  });
});

describe("maps", () => {
  test("an entry without key or value has their zeros", () => {
    expect(read(NodeDescriptor, "2a 00").colors).toEqual(new Map([[0n, 0]]));
    expect(read(NodeDescriptor, "32 02 08 01").flags).toEqual(new Map([[true, ""]]));
    expect(read(NodeDescriptor, "22 00").byName.get("")).toMatchObject({ name: "", children: [] });
  });

  test("the last entry of a key, and in it the last key and the merged value, count", () => {
    const { byName } = read(NodeDescriptor, "22 08 0a 01 61 12 03 0a 01 78 22 0c 0a 01 62 12 02 58 05 0a 01 61 12 00");
    expect([...byName.keys()]).toEqual(["a"]);
    expect(byName.get("a")).toMatchObject({ name: "", maybe: 5 });
  });

  test("what an entry has besides is passed over", () => {
    expect(read(NodeDescriptor, "32 07 08 01 12 01 61 18 05").flags).toEqual(new Map([[true, "a"]]));
  });

  test("an entry is written with its key and its value, zero or not", () => {
    expect(written(NodeDescriptor, { flags: new Map([[false, ""]]) })).toBe("32 04 08 00 12 00");
    expect(written(NodeDescriptor, { byName: new Map([["", {}]]) })).toBe("22 04 0a 00 12 00");
  });
});

describe("groups", () => {
  test("are written between their tags, and read and merged", () => {
    expect(written(OrderDescriptor, { id: "", detail: { text: "a" } })).toBe("0a 00 23 2a 01 61 24");
    expect(read(OrderDescriptor, "0a 00 23 2a 01 61 24 23 24").detail?.text).toBe("a");
    // What is not known inside is kept there.
    const { detail } = read(OrderDescriptor, "0a 00 23 2a 01 61 93 04 98 06 01 94 04 24");
    expect(kept(detail ?? {})).toBe("93 04 98 06 01 94 04");
  });
});

describe("what the .proto file does not know", () => {
  test("is kept as it came, and written behind the known fields", () => {
    const unknown = "a0 06 01 a5 06 01 02 03 04 a1 06 01 02 03 04 05 06 07 08 a2 06 02 61 62 a3 06 08 01 a4 06";
    const message = read(NodeDescriptor, `${unknown} 0a 01 61`);
    expect(kept(message)).toBe(unknown);
    expect(written(NodeDescriptor, message)).toBe(`0a 01 61 ${unknown}`);
  });

  test("is kept in pieces where known fields stand between, and merged", () => {
    expect(kept(read(NodeDescriptor, "a0 06 01 0a 01 61 a0 06 02"))).toBe("a0 06 01 a0 06 02");
    const { next } = read(NodeDescriptor, "12 03 a0 06 01 12 03 a0 06 02");
    expect(kept(next ?? {})).toBe("a0 06 01 a0 06 02");
  });

  test("is also a known field with another wire type", () => {
    const message = read(NodeDescriptor, "08 05 12 00 10 01 5d 01 02 03 04");
    expect(message).toMatchObject({ name: "", maybe: undefined });
    expect(message.next).toBeDefined();
    expect(kept(message)).toBe("08 05 10 01 5d 01 02 03 04");
  });

  test("is also a number that a closed enum does not have: alone, in lists, in maps and in oneofs", () => {
    const single = read(OrderDescriptor, "0a 00 10 02 10 63");
    expect(single.size).toBe(2);
    expect(kept(single)).toBe("10 63");
    const lists = read(OrderDescriptor, "0a 00 18 63 18 01 1a 02 02 63 3a 03 01 63 02");
    expect(lists.sizes).toEqual([1, 2]);
    expect(lists.packed).toEqual([1, 2]);
    expect(kept(lists)).toBe("18 63 18 63 38 63");
    const map = read(OrderDescriptor, "0a 00 32 05 0a 01 61 10 63 32 05 0a 01 62 10 02");
    expect(map.byName).toEqual(new Map([["b", 2]]));
    expect(kept(map)).toBe("32 05 0a 01 61 10 63");
    const oneof = read(OrderDescriptor, "0a 00 40 01 40 ff ff ff ff ff ff ff ff ff 01");
    expect(oneof.choice).toEqual({ chosen: 1 });
    expect(kept(oneof)).toBe("40 ff ff ff ff ff ff ff ff ff 01");
  });

  test("is no property of a message that has none", () => {
    expect(Object.getOwnPropertySymbols(read(NodeDescriptor, "0a 01 61"))).toEqual([]);
  });

  test("must be bytes", () => {
    const value: object = { [unknownFields]: "x" };
    expect(() => written<object>(NodeDescriptor, value)).toThrow(/must be a Uint8Array under the symbol unknownFields/);
  });
});

test("messages of one type have one shape, whatever was sent", () => {
  const keys = Object.keys(read(NodeDescriptor, ""));
  expect(Object.keys(read(NodeDescriptor, "58 01 3a 01 61 0a 01 61"))).toEqual(keys);
  expect(keys).toEqual(["name", "next", "children", "byName", "colors", "flags", "choice", "maybe", "palette"]);
});

test("bytes are copied: the frame they came in may be used again", () => {
  const bytes = bytesOf("62 02 01 02");
  const { bytesValue } = ScalarsDescriptor.read(new ByteReader(bytes), bytes.length, 64);
  bytes.fill(0);
  expect([...bytesValue]).toEqual([1, 2]);
});
