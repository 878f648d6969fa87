import { answered, connectionError, type ServerCase, sends, streamError } from "../conformance-case.ts";
import { type Field, fieldBlock, indexedLiteral, statusOf, tableSizeUpdate } from "../raw/field-block.ts";
import {
  continuationFrame,
  dataFrame,
  Flag,
  frame,
  headersFrame,
  openHeadersFrame,
  pingFrame,
  priority,
  Setting,
  settingsFrame,
  Type,
  windowUpdateFrame,
} from "../raw/frames.ts";

const unknownFrame = frame(0x16, 0, 0, Buffer.alloc(8));
const large: Field = ["x-large", "x".repeat(20_000)];

/** RFC 9113 sections 4 and 5.5: the form of frames. */
export const frameCases: readonly ServerCase[] = [
  {
    section: "4.1",
    title: "an undefined flag is ignored",
    h2spec: ["http2/4.1/2"],
    run: async (client) => {
      await client.begin();
      client.send(pingFrame("flagged!", 0x16));
      await client.frame("the answer", ({ type, flags }) => type === Type.Ping && flags === Flag.Ack);
    },
  },
  {
    section: "4.1",
    title: "the reserved bit is ignored",
    h2spec: ["http2/4.1/3"],
    run: async (client) => {
      await client.begin();
      client.send(frame(Type.Ping, 0x16, 0x8000_0000, Buffer.alloc(8)));
      await client.frame("the answer", ({ type, flags }) => type === Type.Ping && flags === Flag.Ack);
    },
  },
  {
    section: "4.1",
    title: "the reserved bit is ignored in the frames of a stream",
    run: sends((client) => [client.post(1).fill(0x80, 5, 6), dataFrame(0x8000_0001, "test", "end")], answered(1)),
  },
  {
    section: "4.2",
    title: "DATA of 2^14 bytes is taken",
    h2spec: ["http2/4.2/1"],
    run: sends((client) => [client.post(1), dataFrame(1, Buffer.alloc(16_384), "end")], answered(1)),
  },
  {
    section: "4.2",
    title: "a longer DATA frame is a FRAME_SIZE_ERROR",
    h2spec: ["http2/4.2/2"],
    run: sends(
      (client) => [client.post(1), dataFrame(1, Buffer.alloc(16_385), "end")],
      connectionError("FRAME_SIZE_ERROR"),
    ),
  },
  {
    section: "4.2",
    title: "a longer HEADERS frame is a FRAME_SIZE_ERROR of the connection",
    h2spec: ["http2/4.2/3"],
    run: sends((client) => [client.get(1, large)], connectionError("FRAME_SIZE_ERROR")),
  },
  {
    section: "4.2",
    title: "no frame is longer than the client allows",
    needs: "echo",
    run: async (client) => {
      await client.begin([Setting.InitialWindowSize, 16_384]);
      client.send(client.echo(1), ...Array.from({ length: 3 }, () => dataFrame(1, Buffer.alloc(16_000), "open")));
      client.send(dataFrame(1, "", "end"));
      await client.frame("a full window", () => client.dataBytes(1) === 16_384);
      client.send(windowUpdateFrame(1, 100_000));
      await client.streamEnd(1);
      const longest = Math.max(...client.frames.map(({ payload }) => payload.length));
      if (longest > 16_384) throw new Error(`a frame has ${longest} bytes`);
    },
  },
  {
    section: "4.3",
    title: "a field block that is none is a COMPRESSION_ERROR",
    h2spec: ["http2/4.3/1"],
    run: sends(() => [headersFrame(1, Buffer.of(0x40), "end")], connectionError("COMPRESSION_ERROR")),
  },
  {
    section: "4.3",
    title: "PRIORITY within a field block is a PROTOCOL_ERROR",
    h2spec: ["http2/4.3/2", "http2/6.2/1"],
    run: sends(
      (client) => [
        openHeadersFrame(1, client.getBlock(), "open"),
        frame(Type.Priority, 0, 1, priority(0, 255)),
        continuationFrame(1, fieldBlock([["x-more", "yes"]]), "last"),
      ],
      connectionError("PROTOCOL_ERROR"),
    ),
  },
  {
    section: "4.3",
    title: "HEADERS of another stream within a field block are a PROTOCOL_ERROR",
    h2spec: ["http2/4.3/3", "http2/6.2/2"],
    run: sends(
      (client) => [
        openHeadersFrame(1, client.getBlock(), "open"),
        client.get(3),
        continuationFrame(1, fieldBlock([["x-more", "yes"]]), "last"),
      ],
      connectionError("PROTOCOL_ERROR"),
    ),
  },
  ...(
    [
      ["HEADERS of the same stream", headersFrame(1, fieldBlock([["x-more", "yes"]]), "end")],
      ["DATA", dataFrame(1, "test", "open")],
      ["SETTINGS", settingsFrame()],
      ["PING", pingFrame("between!")],
      ["WINDOW_UPDATE", windowUpdateFrame(0, 1)],
      ["CONTINUATION of another stream", continuationFrame(3, Buffer.alloc(0), "last")],
    ] as const
  ).map(
    ([name, between]): ServerCase => ({
      section: "4.3",
      title: `${name} within a field block is a PROTOCOL_ERROR`,
      run: sends(
        (client) => [openHeadersFrame(1, client.getBlock(), "open"), between],
        connectionError("PROTOCOL_ERROR"),
      ),
    }),
  ),
  {
    section: "4.3",
    title: "the table learns from a request that is refused",
    run: sends(
      (client) => [
        headersFrame(
          1,
          Buffer.concat([client.getBlock(["UPPER", "case"]), indexedLiteral(["x-remembered", "yes"])]),
          "end",
        ),
        // Index 62 is the newest entry of the dynamic table.
        headersFrame(3, Buffer.concat([client.getBlock(), Buffer.of(0x80 | 62)]), "end"),
      ],
      async (client) => {
        await client.onStream(1, Type.RstStream);
        await client.answered(3);
      },
    ),
  },
  {
    section: "4.3",
    title: "the table learns from trailers",
    run: sends(
      (client) => [
        client.post(1),
        headersFrame(1, indexedLiteral(["x-remembered", "yes"]), "end"),
        headersFrame(3, Buffer.concat([client.getBlock(), Buffer.of(0x80 | 62)]), "end"),
      ],
      answered(3),
    ),
  },
  {
    section: "4.3.1",
    title: "a smaller table is agreed to at the beginning of the next field block",
    run: async (client) => {
      await client.begin([Setting.HeaderTableSize, 0]);
      client.send(client.get(1));
      const { payload } = await client.onStream(1, Type.Headers);
      if (!payload.subarray(0, 1).equals(tableSizeUpdate(0))) throw new Error(`it begins with ${payload[0]}`);
      if (statusOf(payload) === undefined) throw new Error("the status is of a table that has no room");
    },
  },
  {
    section: "5.5",
    title: "an unknown frame is ignored on an open stream, on a closed one and on an idle one",
    run: sends(
      (client) => [
        client.post(1),
        frame(0x16, 0xff, 1, Buffer.alloc(100)),
        frame(0x17, 0xff, 9, Buffer.alloc(0)),
        dataFrame(1, "test", "end"),
      ],
      async (client) => {
        await client.streamEnd(1);
        client.send(frame(0x16, 0xff, 1, Buffer.alloc(100)));
        await client.alive();
      },
    ),
  },
  {
    section: "5.5",
    title: "an unknown frame within a field block is a PROTOCOL_ERROR",
    h2spec: ["http2/5.5/2"],
    run: sends(
      (client) => [openHeadersFrame(1, client.getBlock(), "end"), unknownFrame],
      connectionError("PROTOCOL_ERROR"),
    ),
  },
  {
    section: "5.3.2",
    title: "HEADERS that depend on themselves are a PROTOCOL_ERROR of the stream (RFC 7540 section 5.3.1)",
    h2spec: ["http2/5.3.1/1"],
    run: sends(
      (client) => [
        frame(
          Type.Headers,
          Flag.EndStream | Flag.EndHeaders | Flag.Priority,
          1,
          Buffer.concat([priority(1, 255), client.getBlock()]),
        ),
      ],
      streamError(1, "PROTOCOL_ERROR"),
    ),
  },
  {
    section: "5.3.2",
    title: "PRIORITY that makes a stream depend on itself is a PROTOCOL_ERROR (RFC 7540 section 5.3.1)",
    h2spec: ["http2/5.3.1/2"],
    run: sends(() => [frame(Type.Priority, 0, 1, priority(1, 255))], connectionError("PROTOCOL_ERROR")),
  },
];
