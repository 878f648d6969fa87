import { expect, test } from "vitest";
import { HeaderList } from "./header-list.ts";
import { post } from "./testdata/exchange.ts";
import { data, frame, headers, request, response, rstStream, windowUpdate } from "./testdata/raw-frames.ts";
import { clientRig, requestWith, serverRig } from "./testdata/rig.ts";

const ok = new HeaderList([{ name: ":status", value: "200" }]);
const trailers = new HeaderList([{ name: "x-end", value: "1" }]);
const get = new HeaderList(
  post.fields.map((field) => (field.name === ":method" ? { ...field, value: "HEAD" } : field)),
);

test("a server is told of a request's parts in order", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request), data(1, "hello"), data(1, ""), headers(1, [["x-end", "1"]], "end"));
  await rig.peer.settled();
  expect(rig.owner.log).toEqual(["1: POST", "1: 5 bytes", "1: 0 bytes", "1: x-end=1 end"]);
  expect(Buffer.concat(rig.owner.received).toString()).toBe("hello");
});

test("a response's parts leave as they were sent, and the stream is gone when both sides have ended", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request, "end"));
  await rig.peer.settled();
  const [stream] = rig.owner.streams;
  stream?.sendHeaders(ok, false);
  stream?.sendData((out) => out.writeBytes(Buffer.from("hello")), false);
  expect(rig.session.activeStreams).toBe(1);
  stream?.sendHeaders(trailers, true);
  expect(rig.session.activeStreams).toBe(0);
  expect(await rig.peer.settled()).toEqual(["HEADERS 1 :status=200", "DATA 1 5", "HEADERS 1 x-end=1 end"]);
});

test("a client is told of a response's parts, and not of informational ones", async () => {
  using rig = await clientRig();
  rig.session.open(post, true, rig.owner.stream("a"));
  rig.peer.send(
    headers(1, [
      [":status", "103"],
      ["link", "x"],
    ]),
    headers(1, [[":status", "100"]]),
  );
  rig.peer.send(headers(1, response), data(1, "hi"), headers(1, [["x-end", "1"]], "end"));
  await rig.peer.settled();
  expect(rig.owner.log).toEqual(["a: :status=200", "a: 2 bytes", "room", "a: x-end=1 end"]);
  expect(rig.session.activeStreams).toBe(0);
});

test("what is done on a stream behind its own end has no effect", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request));
  await rig.peer.settled();
  const [stream] = rig.owner.streams;
  stream?.sendHeaders(ok, true);
  stream?.sendHeaders(trailers, true);
  stream?.sendData((out) => out.writeBytes(Buffer.from("late")), true);
  stream?.sendEnd();
  expect(await rig.peer.settled()).toEqual(["HEADERS 1 :status=200 end"]);
  stream?.reset(8);
  stream?.reset(8);
  stream?.consumed(1);
  stream?.expect(1_000_000);
  expect(stream?.writable).toBe(true);
  expect(await rig.peer.settled()).toEqual(["RST_STREAM 1 code 8"]);
});

test("what a producer throws is the caller's, nothing of it is sent, and the stream goes on", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request, "end"));
  await rig.peer.settled();
  const [stream] = rig.owner.streams;
  stream?.sendHeaders(ok, false);
  const fails = (): void =>
    stream?.sendData((out) => {
      out.writeBytes(Buffer.alloc(100_000));
      throw new Error("cannot encode");
    }, true);
  expect(fails).toThrow("cannot encode");
  stream?.sendData((out) => out.writeBytes(Buffer.from("fine")), true);
  expect(await rig.peer.settled()).toEqual(["HEADERS 1 :status=200", "DATA 1 4 end"]);
});

test("headers that cannot be encoded throw, and leave stream and connection as they were", async () => {
  using rig = await clientRig();
  const bad = new HeaderList([...post.fields, { name: "x", value: "☃" }]);
  expect(() => rig.session.open(bad, true, rig.owner.stream("a"))).toThrow(RangeError);
  expect(rig.session.activeStreams).toBe(0);
  rig.session.open(post, true, rig.owner.stream("b"));
  expect(await rig.peer.settled()).toEqual(["HEADERS 3 :method=POST :scheme=http :authority=test :path=/ end"]);
  expect(rig.owner.log).toEqual([]);
});

test("trailers that cannot be encoded and wait behind data end their stream alone", async () => {
  using rig = await serverRig({ peerSettings: [[4, 3]] });
  rig.peer.send(headers(1, request, "end"));
  await rig.peer.settled();
  const [stream] = rig.owner.streams;
  stream?.sendHeaders(ok, false);
  stream?.sendData((out) => out.writeBytes(Buffer.from("hello")), false);
  stream?.sendHeaders(new HeaderList([{ name: "x", value: "☃" }]), true);
  rig.peer.send(windowUpdate(1, 2));
  expect(await rig.peer.settled()).toEqual(["HEADERS 1 :status=200", "DATA 1 3", "DATA 1 2", "RST_STREAM 1 code 2"]);
  expect(rig.owner.log.at(-1)).toBe("1: reset 2 by owner");
});

test("trailers wait behind data that has no window", async () => {
  using rig = await serverRig({ peerSettings: [[4, 2]] });
  rig.peer.send(headers(1, request, "end"));
  await rig.peer.settled();
  const [stream] = rig.owner.streams;
  stream?.sendHeaders(ok, false);
  stream?.sendData((out) => out.writeBytes(Buffer.from("hello")), false);
  stream?.sendHeaders(trailers, true);
  expect(stream?.pendingBytes).toBe(3);
  expect(await rig.peer.settled()).toEqual(["HEADERS 1 :status=200", "DATA 1 2"]);
  rig.peer.send(windowUpdate(1, 3));
  expect(await rig.peer.settled()).toEqual(["DATA 1 3", "HEADERS 1 x-end=1 end"]);
  expect(stream?.pendingBytes).toBe(0);
});

test("a peer's reset is told with its code, and refused streams are certainly unprocessed", async () => {
  using rig = await clientRig();
  rig.session.open(post, false, rig.owner.stream("a"));
  rig.session.open(post, false, rig.owner.stream("b"));
  rig.session.open(post, false, rig.owner.stream("c"));
  rig.peer.send(rstStream(1, 8), rstStream(3, 7), rstStream(5, 4711));
  await rig.peer.settled();
  expect(rig.owner.log.filter((line) => line !== "room")).toEqual([
    "a: reset 8 by peer",
    "b: reset 7 by peer, unprocessed",
    "c: reset 4711 by peer",
  ]);
});

test("frames that crossed our reset are ignored, and their bytes are not lost for the connection", async () => {
  using rig = await clientRig();
  const stream = rig.session.open(post, false, rig.owner.stream("a"));
  stream.reset(8);
  rig.peer.send(headers(1, response), data(1, Buffer.alloc(16_384)), headers(1, [["x-end", "1"]], "end"));
  rig.peer.send(rstStream(1, 0), windowUpdate(1, 5));
  const seen = await rig.peer.settled();
  expect(seen.slice(1)).toEqual(["RST_STREAM 1 code 8", "WINDOW_UPDATE 0 +16384"]);
  expect(rig.owner.log).toEqual(["room"]);
});

const malformed: readonly (readonly [string, readonly Buffer[]])[] = [
  ["less data than its content-length", [headers(1, requestWith(["content-length", "5"])), data(1, "four", "end")]],
  ["more data than its content-length", [headers(1, requestWith(["content-length", "3"])), data(1, "four")]],
  ["no data in spite of its content-length", [headers(1, requestWith(["content-length", "1"]), "end")]],
  [
    "trailers before all of its data",
    [headers(1, requestWith(["content-length", "1"])), headers(1, [["x", "y"]], "end")],
  ],
  ["a content-length that is no number", [headers(1, requestWith(["content-length", "x"]), "end")]],
  ["headers in its middle", [headers(1, request), headers(1, [["x", "y"]])]],
  ["a pseudo-header field in its trailers", [headers(1, request), headers(1, [[":path", "/"]], "end")]],
  [
    "no :path",
    [
      headers(
        1,
        [
          [":method", "GET"],
          [":scheme", "http"],
        ],
        "end",
      ),
    ],
  ],
];

test.each(malformed)("a request with %s loses its stream, and the connection goes on", async (_what, frames) => {
  using rig = await serverRig();
  rig.peer.send(...frames);
  expect((await rig.peer.settled()).filter((line) => line.startsWith("RST"))).toEqual(["RST_STREAM 1 code 1"]);
  expect(rig.session.activeStreams).toBe(0);
  const told = rig.owner.log.filter((line) => line.includes("reset"));
  expect(told).toEqual(rig.owner.streams.length === 0 ? [] : ["1: reset 1 by protocol"]);
});

const malformedResponses: readonly (readonly [string, readonly Buffer[]])[] = [
  ["no :status", [headers(1, [["x", "y"]], "end")]],
  ["a status 101", [headers(1, [[":status", "101"]])]],
  ["an informational response that ends it", [headers(1, [[":status", "100"]], "end")]],
  ["data before its headers", [data(1, "x")]],
  ["less data than its content-length", [headers(1, [...response, ["content-length", "2"]]), data(1, "x", "end")]],
  ["data although the status is 204", [headers(1, [[":status", "204"]]), data(1, "x", "end")]],
];

test.each(malformedResponses)("a response with %s loses its stream", async (_what, frames) => {
  using rig = await clientRig();
  rig.session.open(post, true, rig.owner.stream("a"));
  rig.peer.send(...frames);
  expect((await rig.peer.settled()).filter((line) => line.startsWith("RST"))).toEqual(["RST_STREAM 1 code 1"]);
  expect(rig.owner.log).toContain("a: reset 1 by protocol");
});

test("the response to a HEAD has a content-length and no content", async () => {
  using rig = await clientRig();
  rig.session.open(get, true, rig.owner.stream("a"));
  rig.peer.send(headers(1, [...response, ["content-length", "1234"]], "end"));
  await rig.peer.settled();
  expect(rig.owner.log).toContain("a: :status=200 content-length=1234 end");
});

test("data behind END_STREAM is STREAM_CLOSED, while the other side is open and when it is not", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request, "end"), data(1, "x"));
  expect(await rig.peer.settled()).toContain("RST_STREAM 1 code 5");
  expect(rig.owner.log).toContain("1: reset 5 by protocol");
  rig.peer.send(headers(3, request, "end"));
  await rig.peer.settled();
  rig.owner.streams[1]?.sendHeaders(ok, true);
  rig.peer.send(data(3, "x"));
  expect(await rig.peer.settled()).toContain("RST_STREAM 3 code 5");
});

test("data behind the peer's own reset is STREAM_CLOSED, once", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request), rstStream(1, 8), data(1, "x"), data(1, "y"));
  const resets = (await rig.peer.settled()).filter((line) => line.startsWith("RST"));
  expect(resets).toEqual(["RST_STREAM 1 code 5"]);
});

test("HEADERS on a stream that has ended end the connection: STREAM_CLOSED", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request, "end"));
  await rig.peer.settled();
  rig.owner.streams[0]?.sendHeaders(ok, true);
  rig.peer.send(headers(1, request, "end"));
  expect(await rig.peer.next("GOAWAY")).toBe("GOAWAY 1 code 5 HEADERS on stream 1, which is closed");
  await rig.peer.closed;
});

test("an id that was passed over is closed, and HEADERS on it end the connection: PROTOCOL_ERROR", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(5, request, "end"), headers(3, request, "end"));
  expect(await rig.peer.next("GOAWAY")).toMatch(/^GOAWAY 5 code 1 /);
});

test("header lists past the limits: 431 for a request, a reset for anything else, and later blocks are understood", async () => {
  using rig = await serverRig({ options: { maxHeaderListBytes: 200 } });
  const large: [string, string][] = [["x", "y".repeat(100)]];
  // Literals with incremental indexing: the decoder's table goes on although the list is dropped.
  const indexed = Buffer.concat([Buffer.of(0x40, 1, 0x7a, 1, 0x31), Buffer.alloc(0)]);
  rig.peer.send(headers(1, requestWith(...large)), data(1, "x"));
  expect(await rig.peer.settled()).toEqual(["HEADERS 1 :status=431 end", "RST_STREAM 1 code 0"]);
  rig.peer.send(
    headers(3, request),
    frame(1, 5, 3, Buffer.concat([indexed, indexed, indexed, indexed, indexed, indexed, indexed])),
  );
  expect(await rig.peer.settled()).toEqual(["RST_STREAM 3 code 11"]);
  rig.peer.send(frame(1, 5, 5, Buffer.concat([headers(5, request).subarray(9), Buffer.of(0x80 | 62)])));
  await rig.peer.settled();
  expect(rig.owner.log).toEqual(["3: POST", "3: reset 11 by protocol", "5: POST end"]);
});
