import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type { MethodInfo } from "@kitex-ts/core/extension";
import { describe, expect, test } from "vitest";
import { ProtobufError } from "./protobuf-error.ts";
import { type ProtobufEsHandler, protobufEsService } from "./protobuf-es.ts";
import { readerOf, written } from "./testdata/bytes.ts";
import { Notes as OwnNotes } from "./testdata/kitex-gen/adapted/v1/adapted/service.ts";
import { NoteSchema, Notes } from "./testdata/protobuf-es-notes.ts";
import { all, clientOf, serve } from "./testdata/serving.ts";

const service = protobufEsService(Notes);

const handler: ProtobufEsHandler<typeof Notes> = {
  echoNote: (note) => note,
  *countDown({ number }) {
    for (let left = number; left > 0n; left--) yield { number: left };
  },
  async join(notes) {
    return { text: (await all(notes)).map(({ text }) => text).join() };
  },
  async *echoAll(notes) {
    for await (const { text } of notes) yield create(NoteSchema, { text: text.toUpperCase() });
  },
  close_: () => ({ text: "closed" }),
};

const note = {
  text: "hi \u{1f600}",
  number: 2n ** 62n,
  payload: Uint8Array.of(0, 255),
  age: { seconds: 5n },
  byName: { a: { text: "inner" } },
  choice: { case: "count" as const, value: 0 },
};

describe("a service of protobuf-es", () => {
  test("is called by a client of protobuf-es, over Kitex Protobuf and, for streams, gRPC", async () => {
    await using server = await serve(service, handler);
    await using client = clientOf(service, server);
    expect(await client.echoNote(note)).toEqual(create(NoteSchema, note));
    expect((await client.close_({})).text).toBe("closed");
    const down = await all(client.countDown({ number: 3n }));
    expect(down.map(({ number }) => number)).toEqual([3n, 2n, 1n]);
    expect((await client.join([{ text: "a" }, create(NoteSchema, { text: "b" })])).text).toBe("a,b");
    const echoed = await all(client.echoAll([{ text: "a" }, { text: "b" }]));
    expect(echoed.map(({ text }) => text)).toEqual(["A", "B"]);
  });

  test("is called by generated code of ours", async () => {
    await using server = await serve(service, handler);
    await using client = clientOf(OwnNotes, server);
    const own = { text: "hi", number: 5, byName: new Map([["a", {}]]), choice: { word: "" } };
    expect(await client.echoNote(own)).toMatchObject({ text: "hi", number: 5n, choice: { word: "" } });
    expect(await all(client.countDown({ number: 1 }))).toMatchObject([{ number: 1n }]);
    expect(await client.join([{ text: "a" }, { text: "b" }])).toMatchObject({ text: "a,b" });
  });

  test("calls a server of generated code of ours", async () => {
    await using server = await serve(OwnNotes, {
      echoNote: (request) => request,
      countDown: ({ number }) => [{ number }],
      join: async (requests) => ({ number: (await all(requests)).length }),
      echoAll: (requests) => requests,
      close_: () => ({}),
    });
    await using client = clientOf(service, server);
    expect(await client.echoNote(note)).toEqual(create(NoteSchema, note));
    expect((await client.join([note, note])).number).toBe(2n);
  });
});

test("it states what a client and a server need to know", () => {
  expect(service).toMatchObject({ name: "Notes", packageName: "adapted.v1" });
  expect(Array.from(service.methods.values(), ({ name, streaming }) => [name, streaming])).toEqual([
    ["EchoNote", "unary"],
    ["CountDown", "server"],
    ["Join", "client"],
    ["EchoAll", "bidirectional"],
    ["Close", "unary"],
  ]);
});

test("it is described by its file and those that the file imports, imported files first", () => {
  const files = service.descriptors?.().map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name);
  expect(files).toEqual(["google/protobuf/duration.proto", "adapted.proto"]);
});

test("a handler that lacks a method is refused when it is registered", () => {
  const { join: _, ...partial } = handler;
  expect(() => service.handlers(Object(partial))).toThrow("the handler has no method join");
});

describe("bodies", () => {
  const { args, result } = method("EchoNote");

  test("have the bytes that the library writes", () => {
    const bytes = written((out) => args.write(note, out, 64));
    expect(bytes).toEqual(Buffer.from(toBinary(NoteSchema, create(NoteSchema, note))));
  });

  test("of any size come back, and keep nothing of the frame", () => {
    const payload = Buffer.alloc(100_000, 7);
    const bytes = written((out) => args.write({ payload }, out, 64));
    const input = readerOf(bytes.toString("hex"));
    const read = Object(args.read(input, 64));
    input.bytes.fill(0);
    expect(payload.equals(read.payload)).toBe(true);
  });

  test("that are no messages are refused", () => {
    expect(() => args.read(readerOf("0a05 61"), 64)).toThrow(ProtobufError);
    expect(() => written((out) => args.write("text", out, 64))).toThrow("must be an object, got a string");
    expect(() => written((out) => args.write({ number: "x" }, out, 64))).toThrow(ProtobufError);
    expect(() => written((out) => result.write({ ok: false, error: new Error() }, out, 64))).toThrow(ProtobufError);
  });

  test("may not be deeper than the limit", () => {
    expect(() => args.read(readerOf("2a06 2a04 2a02 0a00"), 2)).toThrow(ProtobufError);
    const cycle: { inner?: object } = {};
    cycle.inner = cycle;
    expect(() => written((out) => args.write(cycle, out, 64))).toThrow("nested too deep");
  });
});

function method(name: string): MethodInfo {
  const found = service.methods.get(name);
  if (found === undefined) throw new TypeError(`no method ${name}`);
  return found;
}
