import { accepted, connectionError, type ServerCase, sends, streamError } from "../conformance-case.ts";
import { fieldBlock } from "../raw/field-block.ts";
import {
  continuationFrame,
  dataFrame,
  frame,
  headersFrame,
  priority,
  rstStreamFrame,
  Setting,
  Type,
  windowUpdateFrame,
} from "../raw/frames.ts";
import type { RawClient } from "../raw/raw-client.ts";

const CANCEL = 8;
const priorityFrame = (streamId: number): Buffer => frame(Type.Priority, 0, streamId, priority(0, 255));
const more = fieldBlock([["x-more", "yes"]]);

/** Frames on stream 1 after both sides have ended it. */
function onEnded(frames: (client: RawClient) => readonly Buffer[], expectation: ServerCase["run"]): ServerCase["run"] {
  return async (client) => {
    await client.begin();
    client.send(client.get(1));
    await client.streamEnd(1);
    client.send(...frames(client));
    await expectation(client);
  };
}

/** Frames on stream 1 that its client has ended and that waits to be let send. */
function onHalfClosed(frames: (client: RawClient) => readonly Buffer[]): ServerCase["run"] {
  return async (client) => {
    await client.begin([Setting.InitialWindowSize, 0]);
    client.send(client.get(1), ...frames(client));
    await client.onStream(1, Type.Data);
  };
}

/** RFC 9113 section 5.1: the states of a stream, and ids. */
export const streamCases: readonly ServerCase[] = [
  {
    section: "5.1",
    title: "idle: a stream of the server's is idle too",
    run: sends(() => [windowUpdateFrame(2, 100)], connectionError("PROTOCOL_ERROR")),
  },
  {
    section: "5.1",
    title: "half closed (remote): DATA is a STREAM_CLOSED of the stream",
    h2spec: ["http2/5.1/5"],
    run: sends((client) => [client.get(1), dataFrame(1, "test", "end")], streamError(1, "STREAM_CLOSED")),
  },
  {
    section: "5.1",
    title: "half closed (remote): HEADERS are a STREAM_CLOSED",
    h2spec: ["http2/5.1/6"],
    run: async (client) => {
      await client.begin([Setting.InitialWindowSize, 0]);
      client.send(client.get(1), client.get(1));
      await client.streamError(1, "STREAM_CLOSED");
    },
  },
  {
    section: "5.1",
    title: "half closed (remote): CONTINUATION is a PROTOCOL_ERROR",
    h2spec: ["http2/5.1/7"],
    run: sends(
      (client) => [client.get(1), continuationFrame(1, client.getBlock(), "last")],
      connectionError("PROTOCOL_ERROR", "STREAM_CLOSED"),
    ),
  },
  {
    section: "5.1",
    title: "half closed (remote): WINDOW_UPDATE is accepted",
    h2spec: ["generic/2/2"],
    run: onHalfClosed(() => [windowUpdateFrame(1, 1)]),
  },
  {
    section: "5.1",
    title: "half closed (remote): PRIORITY is accepted",
    h2spec: ["generic/2/3"],
    run: onHalfClosed(() => [priorityFrame(1), windowUpdateFrame(1, 1)]),
  },
  {
    section: "5.1",
    title: "half closed (remote): RST_STREAM is accepted",
    h2spec: ["generic/2/4"],
    run: sends((client) => [client.get(1), rstStreamFrame(1, CANCEL)], accepted),
  },
  {
    section: "5.1",
    title: "closed by the client's RST_STREAM: DATA is a STREAM_CLOSED",
    h2spec: ["http2/5.1/8"],
    run: sends(
      (client) => [client.post(1), rstStreamFrame(1, CANCEL), dataFrame(1, "test", "end")],
      streamError(1, "STREAM_CLOSED"),
    ),
  },
  {
    section: "5.1",
    title: "closed by the client's RST_STREAM: HEADERS are a STREAM_CLOSED",
    h2spec: ["http2/5.1/9"],
    run: sends((client) => [client.post(1), rstStreamFrame(1, CANCEL), client.get(1)], streamError(1, "STREAM_CLOSED")),
  },
  {
    section: "5.1",
    title: "closed by the client's RST_STREAM: CONTINUATION is a PROTOCOL_ERROR",
    h2spec: ["http2/5.1/10"],
    run: sends(
      (client) => [client.post(1), rstStreamFrame(1, CANCEL), continuationFrame(1, more, "last")],
      connectionError("PROTOCOL_ERROR", "STREAM_CLOSED"),
    ),
  },
  {
    section: "5.1",
    title: "closed: DATA is a STREAM_CLOSED",
    h2spec: ["http2/5.1/11"],
    run: onEnded(() => [dataFrame(1, "test", "end")], streamError(1, "STREAM_CLOSED")),
  },
  {
    section: "5.1",
    title: "closed: HEADERS are a STREAM_CLOSED of the connection",
    h2spec: ["http2/5.1/12"],
    run: onEnded((client) => [client.get(1)], connectionError("STREAM_CLOSED")),
  },
  {
    section: "5.1",
    title: "closed: CONTINUATION is a PROTOCOL_ERROR",
    h2spec: ["http2/5.1/13"],
    run: onEnded(() => [continuationFrame(1, more, "last")], connectionError("PROTOCOL_ERROR", "STREAM_CLOSED")),
  },
  {
    section: "5.1",
    title: "closed: PRIORITY is accepted",
    h2spec: ["generic/2/5"],
    run: onEnded(() => [priorityFrame(1)], accepted),
  },
  {
    section: "5.1",
    title: "closed: WINDOW_UPDATE and RST_STREAM, which may have crossed the end, are accepted",
    run: onEnded(() => [windowUpdateFrame(1, 1), rstStreamFrame(1, CANCEL)], accepted),
  },
  {
    section: "5.1",
    title: "reset by the server: what crossed the reset is ignored, and gives its bytes back to the connection",
    run: async (client) => {
      await client.begin();
      client.send(client.post(1, "open", ["UPPER", "case"]));
      await client.onStream(1, Type.RstStream);
      for (let i = 0; i < 8; i++) client.send(dataFrame(1, Buffer.alloc(8192), "open"));
      client.send(headersFrame(1, more, "end"), rstStreamFrame(1, CANCEL));
      await client.alive();
      client.send(client.post(3), dataFrame(3, Buffer.alloc(8192), "end"));
      await client.streamEnd(3);
    },
  },
  {
    section: "5.4.2",
    title: "RST_STREAM is not answered with RST_STREAM",
    run: async (client) => {
      await client.begin();
      client.send(client.post(1), rstStreamFrame(1, CANCEL));
      await client.alive();
      if (client.count(1, Type.RstStream) > 0) throw new Error("it was");
    },
  },
  {
    section: "5.4.2",
    title: "nothing is sent on a stream behind its RST_STREAM",
    run: async (client) => {
      await client.begin();
      client.send(client.post(1, "open", ["UPPER", "case"]));
      await client.streamError(1, "PROTOCOL_ERROR");
      const at = client.frames.findIndex(({ type, streamId }) => type === Type.RstStream && streamId === 1);
      if (client.frames.slice(at + 1).some(({ streamId }) => streamId === 1)) throw new Error("something was");
    },
  },
  {
    section: "5.4.2",
    title: "a stream error leaves the other streams alone",
    run: async (client) => {
      await client.begin();
      client.send(client.post(1), client.get(3, ["UPPER", "case"]), dataFrame(1, "test", "end"));
      await client.streamEnd(1);
    },
  },
  {
    section: "5.1.1",
    title: "an even stream id from a client is a PROTOCOL_ERROR",
    h2spec: ["http2/5.1.1/1"],
    run: sends((client) => [client.get(2)], connectionError("PROTOCOL_ERROR")),
  },
  {
    section: "5.1.1",
    title: "an id below one that was used is a PROTOCOL_ERROR",
    h2spec: ["http2/5.1.1/2"],
    run: sends((client) => [client.get(5), client.get(3)], connectionError("PROTOCOL_ERROR")),
  },
  {
    section: "5.1.1",
    title: "ids may be left out",
    run: async (client) => {
      await client.begin();
      client.send(client.get(1), client.get(1001));
      await client.streamEnd(1);
      await client.streamEnd(1001);
    },
  },
  {
    section: "5.1.1",
    title: "the highest id is an id",
    run: async (client) => {
      await client.begin();
      client.send(client.get(0x7fff_ffff));
      await client.streamEnd(0x7fff_ffff);
    },
  },
  {
    section: "5.1.2",
    title: "streams beyond the limit are refused, and those within it go on",
    h2spec: ["http2/5.1.2/1"],
    run: async (client) => {
      await client.begin([Setting.InitialWindowSize, 0]);
      const limit = advertised(client, Setting.MaxConcurrentStreams);
      const ids = Array.from({ length: limit + 1 }, (_, i) => 2 * i + 1);
      client.send(...ids.map((streamId) => client.get(streamId)));
      await client.streamError(2 * limit + 1, "REFUSED_STREAM", "PROTOCOL_ERROR");
      client.send(windowUpdateFrame(1, 1000));
      await client.streamEnd(1);
    },
  },
  {
    section: "5.1.2",
    title: "a stream that has ended makes room for another",
    run: async (client) => {
      await client.begin();
      const limit = advertised(client, Setting.MaxConcurrentStreams);
      const ids = Array.from({ length: limit }, (_, i) => 2 * i + 1);
      client.send(...ids.map((streamId) => client.post(streamId)));
      client.send(rstStreamFrame(1, CANCEL), client.get(2 * limit + 1));
      await client.streamEnd(2 * limit + 1);
    },
  },
];

function advertised(client: RawClient, setting: number): number {
  const own = client.frames.find(({ type, flags }) => type === Type.Settings && flags === 0);
  for (let at = 0; own !== undefined && at < own.payload.length; at += 6) {
    if (own.payload.readUInt16BE(at) === setting) return own.payload.readUInt32BE(at + 2);
  }
  throw new Error(`the server's SETTINGS do not have ${setting}`);
}
