import { accepted, type ConformanceCase, connectionError, type Expectation } from "../conformance-case.ts";
import { fieldBlock } from "../raw/field-block.ts";
import {
  continuationFrame,
  dataFrame,
  Flag,
  frame,
  headersFrame,
  pingFrame,
  priority,
  rstStreamFrame,
  Setting,
  settingsFrame,
  Type,
  windowUpdateFrame,
} from "../raw/frames.ts";

/** A rule that holds for a client as for a server: what a peer sends, and what comes back. */
export interface EitherSideCase extends Omit<ConformanceCase<never>, "run" | "needs"> {
  readonly frames: readonly Buffer[];
  readonly expectation: Expectation;
}

/** A client's stream that nobody opens. */
const IDLE = 101;
const CANCEL = 8;
const more = fieldBlock([["x-more", "yes"]]);

const refused: readonly EitherSideCase[] = [
  {
    section: "4.2",
    title: "a frame of an unknown type that is too long is a FRAME_SIZE_ERROR, before it has arrived",
    frames: [frame(0x16, 0, 0, Buffer.alloc(16_385)).subarray(0, 9)],
    expectation: connectionError("FRAME_SIZE_ERROR"),
  },
  {
    section: "5.1",
    title: "idle: DATA is a PROTOCOL_ERROR of the connection",
    h2spec: ["http2/5.1/1"],
    frames: [dataFrame(IDLE, "test", "end")],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "5.1",
    title: "idle: RST_STREAM is a PROTOCOL_ERROR of the connection",
    h2spec: ["http2/5.1/2", "http2/6.4/2"],
    frames: [rstStreamFrame(IDLE, CANCEL)],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "5.1",
    title: "idle: WINDOW_UPDATE is a PROTOCOL_ERROR of the connection",
    h2spec: ["http2/5.1/3"],
    frames: [windowUpdateFrame(IDLE, 100)],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "5.1",
    title: "idle: CONTINUATION is a PROTOCOL_ERROR of the connection",
    h2spec: ["http2/5.1/4"],
    frames: [continuationFrame(IDLE, more, "last")],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "6.1",
    title: "DATA on stream 0 is a PROTOCOL_ERROR",
    h2spec: ["http2/6.1/1"],
    frames: [dataFrame(0, "test", "end")],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "6.2",
    title: "HEADERS on stream 0 are a PROTOCOL_ERROR",
    h2spec: ["http2/6.2/3"],
    frames: [headersFrame(0, more, "end")],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "6.3",
    title: "PRIORITY on stream 0 is a PROTOCOL_ERROR",
    h2spec: ["http2/6.3/1"],
    frames: [frame(Type.Priority, 0, 0, priority(0, 255))],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "6.4",
    title: "RST_STREAM on stream 0 is a PROTOCOL_ERROR",
    h2spec: ["http2/6.4/1"],
    frames: [rstStreamFrame(0, CANCEL)],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "6.5",
    title: "an acknowledgement with a payload is a FRAME_SIZE_ERROR",
    h2spec: ["http2/6.5/1"],
    frames: [frame(Type.Settings, Flag.Ack, 0, Buffer.alloc(1))],
    expectation: connectionError("FRAME_SIZE_ERROR"),
  },
  {
    section: "6.5",
    title: "an acknowledgement of six bytes is a FRAME_SIZE_ERROR too",
    frames: [frame(Type.Settings, Flag.Ack, 0, Buffer.alloc(6))],
    expectation: connectionError("FRAME_SIZE_ERROR"),
  },
  {
    section: "6.5",
    title: "SETTINGS on a stream are a PROTOCOL_ERROR",
    h2spec: ["http2/6.5/2"],
    frames: [frame(Type.Settings, 0, 1, Buffer.from([0, 3, 0, 0, 0, 0x64]))],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "6.5",
    title: "SETTINGS whose length is no multiple of 6 are a FRAME_SIZE_ERROR",
    h2spec: ["http2/6.5/3"],
    frames: [frame(Type.Settings, 0, 0, Buffer.from([0, 3, 0]))],
    expectation: connectionError("FRAME_SIZE_ERROR"),
  },
  {
    section: "6.5.2",
    title: "ENABLE_PUSH other than 0 or 1 is a PROTOCOL_ERROR",
    h2spec: ["http2/6.5.2/1"],
    frames: [settingsFrame([Setting.EnablePush, 2])],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "6.5.2",
    title: "INITIAL_WINDOW_SIZE above 2^31-1 is a FLOW_CONTROL_ERROR",
    h2spec: ["http2/6.5.2/2", "http2/6.9.2/3"],
    frames: [settingsFrame([Setting.InitialWindowSize, 2 ** 31])],
    expectation: connectionError("FLOW_CONTROL_ERROR"),
  },
  {
    section: "6.5.2",
    title: "MAX_FRAME_SIZE below 2^14 is a PROTOCOL_ERROR",
    h2spec: ["http2/6.5.2/3"],
    frames: [settingsFrame([Setting.MaxFrameSize, 16_383])],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "6.5.2",
    title: "MAX_FRAME_SIZE above 2^24-1 is a PROTOCOL_ERROR",
    h2spec: ["http2/6.5.2/4"],
    frames: [settingsFrame([Setting.MaxFrameSize, 2 ** 24])],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "6.7",
    title: "PING on a stream is a PROTOCOL_ERROR",
    h2spec: ["http2/6.7/3"],
    frames: [frame(Type.Ping, 0, 1, Buffer.alloc(8))],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "6.7",
    title: "PING of another length than 8 is a FRAME_SIZE_ERROR",
    h2spec: ["http2/6.7/4"],
    frames: [frame(Type.Ping, 0, 0, Buffer.alloc(6))],
    expectation: connectionError("FRAME_SIZE_ERROR"),
  },
  {
    section: "6.8",
    title: "GOAWAY on a stream is a PROTOCOL_ERROR",
    h2spec: ["http2/6.8/1"],
    frames: [frame(Type.GoAway, 0, 1, Buffer.alloc(8))],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "6.8",
    title: "GOAWAY of less than 8 bytes is a FRAME_SIZE_ERROR",
    frames: [frame(Type.GoAway, 0, 0, Buffer.alloc(7))],
    expectation: connectionError("FRAME_SIZE_ERROR"),
  },
  {
    section: "6.9",
    title: "an increment of 0 is a PROTOCOL_ERROR",
    h2spec: ["http2/6.9/1"],
    frames: [windowUpdateFrame(0, 0)],
    expectation: connectionError("PROTOCOL_ERROR"),
  },
  {
    section: "6.9",
    title: "an increment of another length than 4 is a FRAME_SIZE_ERROR",
    h2spec: ["http2/6.9/3"],
    frames: [frame(Type.WindowUpdate, 0, 0, Buffer.from([0, 0, 1]))],
    expectation: connectionError("FRAME_SIZE_ERROR"),
  },
  {
    section: "6.9.1",
    title: "a window of the connection above 2^31-1 is a FLOW_CONTROL_ERROR",
    h2spec: ["http2/6.9.1/2"],
    frames: [windowUpdateFrame(0, 2 ** 31 - 1), windowUpdateFrame(0, 2 ** 31 - 1)],
    expectation: connectionError("FLOW_CONTROL_ERROR"),
  },
];

const taken: readonly EitherSideCase[] = [
  {
    section: "4.1",
    title: "a frame of an unknown type is ignored",
    h2spec: ["http2/4.1/1", "http2/5.5/1"],
    frames: [frame(0x16, 0, 0, Buffer.alloc(8))],
    expectation: accepted,
  },
  {
    section: "5.1",
    title: "idle: PRIORITY is accepted",
    h2spec: ["generic/2/1"],
    frames: [frame(Type.Priority, 0, IDLE, priority(0, 255))],
    expectation: accepted,
  },
  {
    section: "6.5.2",
    title: "an unknown setting is ignored",
    h2spec: ["http2/6.5.2/5"],
    frames: [settingsFrame([0xff, 1])],
    expectation: accepted,
  },
  {
    section: "6.5.2",
    title: "the values at the edges are accepted",
    frames: [
      settingsFrame(
        [Setting.HeaderTableSize, 2 ** 32 - 1],
        [Setting.MaxConcurrentStreams, 0],
        [Setting.InitialWindowSize, 2 ** 31 - 1],
        [Setting.MaxFrameSize, 2 ** 24 - 1],
        [Setting.MaxHeaderListSize, 2 ** 32 - 1],
      ),
    ],
    expectation: accepted,
  },
  {
    section: "6.7",
    title: "an answer to a PING that nobody sent is ignored",
    frames: [pingFrame("unasked!", Flag.Ack)],
    expectation: accepted,
  },
  {
    section: "6.9",
    title: "WINDOW_UPDATE of the connection is accepted",
    h2spec: ["generic/3.9/1"],
    frames: [windowUpdateFrame(0, 1)],
    expectation: accepted,
  },
];

/** RFC 9113 sections 4 to 6, as far as they ask the same of both sides. */
export const eitherSideCases: readonly EitherSideCase[] = [...refused, ...taken];
