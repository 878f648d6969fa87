import { accepted, answered, connectionError, type ServerCase, sends, streamError } from "../conformance-case.ts";
import {
  dataFrame,
  Flag,
  frame,
  headersFrame,
  paddedDataFrame,
  priority,
  rstStreamFrame,
  Type,
} from "../raw/frames.ts";

const padded = Flag.EndStream | Flag.EndHeaders | Flag.Padded;

/** RFC 9113 sections 6.1 to 6.4: DATA, HEADERS, PRIORITY and RST_STREAM. */
export const streamFrameCases: readonly ServerCase[] = [
  {
    section: "6.1",
    title: "DATA is accepted",
    h2spec: ["generic/3.1/1"],
    run: sends((client) => [client.post(1), dataFrame(1, "test", "end")], answered(1)),
  },
  {
    section: "6.1",
    title: "several DATA frames are accepted",
    h2spec: ["generic/3.1/2"],
    run: sends((client) => [client.post(1), dataFrame(1, "test", "open"), dataFrame(1, "test", "end")], answered(1)),
  },
  {
    section: "6.1",
    title: "padding is accepted",
    h2spec: ["generic/3.1/3"],
    run: sends((client) => [client.post(1), paddedDataFrame(1, "test", 5, "end")], answered(1)),
  },
  {
    section: "6.1",
    title: "DATA that is all padding is accepted",
    run: sends((client) => [client.post(1), paddedDataFrame(1, "", 255, "open"), dataFrame(1, "", "end")], answered(1)),
  },
  {
    section: "6.1",
    title: "DATA on a stream that is not open is a STREAM_CLOSED",
    h2spec: ["http2/6.1/2"],
    run: sends((client) => [client.post(1, "end"), dataFrame(1, "test", "end")], streamError(1, "STREAM_CLOSED")),
  },
  {
    section: "6.1",
    title: "padding longer than the frame is a PROTOCOL_ERROR",
    h2spec: ["http2/6.1/3"],
    run: sends(
      (client) => [
        client.post(1, "open", ["content-length", "4"]),
        frame(Type.Data, Flag.EndStream | Flag.Padded, 1, Buffer.from("\x06Test")),
      ],
      connectionError("PROTOCOL_ERROR"),
    ),
  },
  {
    section: "6.1",
    title: "padding as long as the frame is a PROTOCOL_ERROR",
    run: sends(
      (client) => [client.post(1), frame(Type.Data, Flag.EndStream | Flag.Padded, 1, Buffer.from("\x05Test"))],
      connectionError("PROTOCOL_ERROR"),
    ),
  },
  {
    section: "6.1",
    title: "a padded frame without the length of its padding is an error of the connection",
    run: sends(
      (client) => [client.post(1), frame(Type.Data, Flag.Padded, 1)],
      connectionError("FRAME_SIZE_ERROR", "PROTOCOL_ERROR"),
    ),
  },
  {
    section: "6.2",
    title: "HEADERS are accepted",
    h2spec: ["generic/3.2/1"],
    run: sends((client) => [client.get(1)], answered(1)),
  },
  {
    section: "6.2",
    title: "padding is accepted",
    h2spec: ["generic/3.2/2"],
    run: sends(
      (client) => [frame(Type.Headers, padded, 1, Buffer.concat([Buffer.of(8), client.getBlock(), Buffer.alloc(8)]))],
      answered(1),
    ),
  },
  {
    section: "6.2",
    title: "a priority is accepted",
    h2spec: ["generic/3.2/3"],
    run: sends(
      (client) => [
        frame(
          Type.Headers,
          Flag.EndStream | Flag.EndHeaders | Flag.Priority,
          1,
          Buffer.concat([priority(0, 255), client.getBlock()]),
        ),
      ],
      answered(1),
    ),
  },
  {
    section: "6.2",
    title: "padding and a priority together are accepted",
    run: sends(
      (client) => [
        frame(
          Type.Headers,
          padded | Flag.Priority,
          1,
          Buffer.concat([Buffer.of(8), priority(0, 255), client.getBlock(), Buffer.alloc(8)]),
        ),
      ],
      answered(1),
    ),
  },
  {
    section: "6.2",
    title: "padding longer than the field block is a PROTOCOL_ERROR",
    h2spec: ["http2/6.2/4"],
    run: sends((client) => {
      const block = client.getBlock();
      return [frame(Type.Headers, padded, 1, Buffer.concat([Buffer.of(block.length + 1), block]))];
    }, connectionError("PROTOCOL_ERROR")),
  },
  {
    section: "6.2",
    title: "a priority that is cut off is an error of the connection",
    run: sends(
      () => [frame(Type.Headers, Flag.EndStream | Flag.EndHeaders | Flag.Priority, 1, Buffer.alloc(4))],
      connectionError("FRAME_SIZE_ERROR", "PROTOCOL_ERROR"),
    ),
  },
  ...[
    { id: "generic/3.3/1", title: "a priority of 1", bytes: priority(0, 0) },
    { id: "generic/3.3/2", title: "a priority of 256", bytes: priority(0, 255) },
    { id: "generic/3.3/4", title: "an exclusive priority", bytes: priority(0, 0, true) },
  ].map(
    ({ id, title, bytes }): ServerCase => ({
      section: "6.3",
      title: `${title} is accepted`,
      h2spec: [id],
      run: sends((client) => [frame(Type.Priority, 0, 1, bytes), client.get(1)], answered(1)),
    }),
  ),
  {
    section: "6.3",
    title: "a dependency on another stream is accepted",
    h2spec: ["generic/3.3/3"],
    run: sends((client) => [frame(Type.Priority, 0, 3, priority(1, 0)), client.get(1)], answered(1)),
  },
  {
    section: "6.3",
    title: "PRIORITY on an idle stream leaves lower ids usable",
    h2spec: ["generic/3.3/5"],
    run: sends((client) => [frame(Type.Priority, 0, 3, priority(0, 255)), client.get(1)], answered(1)),
  },
  {
    section: "6.3",
    title: "PRIORITY of another length than 5 is a FRAME_SIZE_ERROR of the stream",
    h2spec: ["http2/6.3/2"],
    run: sends(
      (client) => [client.post(1), frame(Type.Priority, 0, 1, Buffer.alloc(4))],
      streamError(1, "FRAME_SIZE_ERROR"),
    ),
  },
  {
    section: "6.4",
    title: "RST_STREAM is accepted",
    h2spec: ["generic/3.4/1"],
    run: sends((client) => [client.post(1), rstStreamFrame(1, 8)], accepted),
  },
  {
    section: "6.4",
    title: "RST_STREAM of another length than 4 is a FRAME_SIZE_ERROR of the connection",
    h2spec: ["http2/6.4/3"],
    run: sends(
      (client) => [client.get(1), frame(Type.RstStream, 0, 1, Buffer.alloc(3))],
      connectionError("FRAME_SIZE_ERROR"),
    ),
  },
  {
    section: "7",
    title: "RST_STREAM with an unknown code is a reset like any other",
    h2spec: ["http2/7/2"],
    run: sends((client) => [client.post(1), rstStreamFrame(1, 0xff)], accepted),
  },
  {
    section: "6.6",
    title: "PUSH_PROMISE from a client is a PROTOCOL_ERROR",
    h2spec: ["http2/8.2/1"],
    run: sends((client) => {
      const promised = Buffer.concat([Buffer.from([0, 0, 0, 3]), client.getBlock()]);
      return [frame(Type.PushPromise, Flag.EndHeaders, 1, promised)];
    }, connectionError("PROTOCOL_ERROR")),
  },
  {
    section: "6.6",
    title: "PUSH_PROMISE on an open stream is a PROTOCOL_ERROR",
    run: sends((client) => {
      const promised = Buffer.concat([Buffer.from([0, 0, 0, 2]), client.getBlock()]);
      return [client.post(1), frame(Type.PushPromise, Flag.EndHeaders, 1, promised)];
    }, connectionError("PROTOCOL_ERROR")),
  },
  {
    section: "6.2",
    title: "an empty field block is no request",
    run: sends(() => [headersFrame(1, Buffer.alloc(0), "end")], streamError(1, "PROTOCOL_ERROR")),
  },
];
