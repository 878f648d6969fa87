import { readFileSync } from "node:fs";
import type { ClientStream, ServerStream, Unary } from "@kitex-ts/core/codegen";
import protobufjs from "protobufjs";
import { describe, expect, test } from "vitest";
import { ProtobufError } from "./protobuf-error.ts";
import { type ProtobufjsHandler, protobufjsService } from "./protobufjs.ts";
import { readerOf, written } from "./testdata/bytes.ts";
import { Notes as OwnNotes } from "./testdata/kitex-gen/adapted/v1/adapted/service.ts";
import { all, clientOf, serve } from "./testdata/serving.ts";

const proto = readFileSync(new URL("testdata/proto/adapted.proto", import.meta.url), "utf8");
const { root } = protobufjs.parse(proto);
root.addJSON(protobufjs.common.get("google/protobuf/duration.proto")?.nested ?? {});

/** What this program knows of the messages. */
interface Note {
  readonly text?: string;
  readonly count?: number;
}

interface NotesClient {
  readonly echoNote: Unary<Note, Note>;
  readonly countDown: ServerStream<Note, Note>;
  readonly join: ClientStream<Note, Note>;
}

const service = protobufjsService<NotesClient>(root, "adapted.v1.Notes");

const handler: ProtobufjsHandler = {
  echoNote: (note) => note,
  *countDown(note) {
    for (let left = Number(Object(note).count); left > 0; left--) yield { count: left };
  },
  async join(notes) {
    const texts: string[] = [];
    for await (const note of Object(notes)) texts.push(note.text);
    return { text: texts.join() };
  },
  echoAll: (notes) => notes,
  close_: () => ({ text: "closed" }),
};

describe("a service of protobufjs", () => {
  test("is called by a client of protobufjs, over Kitex Protobuf and, for streams, gRPC", async () => {
    await using server = await serve(service, handler);
    await using client = clientOf(service, server);
    const echoed = await client.echoNote({ text: "hi \u{1f600}", count: 0 });
    expect(echoed).toBeInstanceOf(root.lookupType("adapted.v1.Note").ctor);
    expect(echoed).toMatchObject({ text: "hi \u{1f600}", count: 0 });
    expect(await all(client.countDown({ count: 2 }))).toMatchObject([{ count: 2 }, { count: 1 }]);
    expect(await client.join([{ text: "a" }, { text: "b" }])).toMatchObject({ text: "a,b" });
  });

  test("is called by generated code of ours", async () => {
    await using server = await serve(service, handler);
    await using client = clientOf(OwnNotes, server);
    expect(await client.echoNote({ number: 2n ** 62n, choice: { word: "" } })).toMatchObject({
      number: 2n ** 62n,
      choice: { word: "" },
    });
    expect(await client.close_({})).toMatchObject({ text: "closed" });
    expect(await all(client.echoAll([{ text: "a" }]))).toMatchObject([{ text: "a" }]);
  });
});

test("it states what a client and a server need to know", () => {
  expect(service).toMatchObject({ name: "Notes", packageName: "adapted.v1", descriptors: undefined });
  expect(protobufjs.parse('syntax = "proto3"; service S {}').root).toSatisfy(
    (bare) => protobufjsService(bare, "S").packageName === "",
  );
  const descriptors = (): Uint8Array[] => [Uint8Array.of(1)];
  expect(protobufjsService(root, "adapted.v1.Notes", { descriptors }).descriptors).toBe(descriptors);
});

test("a service that is not there is refused", () => {
  expect(() => protobufjsService(root, "adapted.v1.Nope")).toThrow("no such");
});

describe("bodies", () => {
  const { args } = service.methods.get("EchoNote") ?? {};

  test("that are no messages are refused", () => {
    expect(() => args?.read(readerOf("0a05 61"), 64)).toThrow(ProtobufError);
    expect(() => written((out) => args?.write(7, out, 64))).toThrow("must be an object, got the number 7");
  });

  test("that contain themselves are refused", () => {
    const cycle: { inner?: object } = {};
    cycle.inner = cycle;
    expect(() => written((out) => args?.write(cycle, out, 64))).toThrow(ProtobufError);
  });

  test("keep nothing of the frame", () => {
    const input = readerOf("1a03 010203");
    const note = Object(args?.read(input, 64));
    input.bytes.fill(0);
    expect([...note.payload]).toEqual([1, 2, 3]);
  });
});
