import { accepted, answers, type ClientCase, connectionError, streamError } from "../conformance-case.ts";
import { fieldBlock } from "../raw/field-block.ts";
import {
  dataFrame,
  Flag,
  frame,
  headersFrame,
  paddedDataFrame,
  priority,
  rstStreamFrame,
  Setting,
  settingsFrame,
  Type,
  windowUpdateFrame,
} from "../raw/frames.ts";
import { answer } from "../raw/raw-server.ts";

const CANCEL = 8;
const promised = Buffer.concat([Buffer.from([0, 0, 0, 2]), fieldBlock([[":method", "GET"]])]);

/** Frames on stream 1 after the client has reset it. */
function onReset(frames: readonly Buffer[]): ClientCase["run"] {
  return async (server) => {
    await server.begin();
    const { stream } = await server.asked();
    stream.reset(CANCEL);
    await server.onStream(1, Type.RstStream);
    server.send(...frames);
    await server.alive();
  };
}

/** RFC 9113 sections 5 and 6.1 to 6.6, asked of a client: streams. */
export const clientStreamCases: readonly ClientCase[] = [
  {
    section: "5.1",
    title: "reset by the client: HEADERS, DATA, WINDOW_UPDATE and RST_STREAM that crossed it are ignored",
    run: onReset([answer(1, "open"), dataFrame(1, "test", "end"), windowUpdateFrame(1, 1), rstStreamFrame(1, CANCEL)]),
  },
  {
    section: "5.1",
    title: "reset by the client: what crossed it gives its bytes back to the connection",
    run: async (server) => {
      await onReset([
        answer(1, "open"),
        ...Array.from({ length: 4 }, () => dataFrame(1, Buffer.alloc(16_000), "open")),
      ])(server);
      const { heard } = await server.asked();
      server.send(answer(3, "open"), dataFrame(3, Buffer.alloc(16_000), "end"));
      await heard.whole();
    },
  },
  {
    section: "5.1",
    title: "closed: DATA is a STREAM_CLOSED",
    run: answers([answer(1, "end"), dataFrame(1, "test", "end")], streamError(1, "STREAM_CLOSED")),
  },
  {
    section: "5.1",
    title: "closed: HEADERS are a STREAM_CLOSED of the connection",
    run: answers([answer(1, "end"), answer(1, "end")], connectionError("STREAM_CLOSED")),
  },
  {
    section: "5.1",
    title: "closed: PRIORITY, WINDOW_UPDATE and RST_STREAM are accepted",
    run: answers(
      [
        answer(1, "end"),
        frame(Type.Priority, 0, 1, priority(0, 255)),
        windowUpdateFrame(1, 1),
        rstStreamFrame(1, CANCEL),
      ],
      accepted,
    ),
  },
  {
    section: "5.1",
    title: "reset by the server: DATA is a STREAM_CLOSED",
    run: answers([rstStreamFrame(1, CANCEL), dataFrame(1, "test", "end")], streamError(1, "STREAM_CLOSED")),
  },
  {
    section: "5.1.1",
    title: "the ids of a client are odd, and each is above the one before",
    run: async (server) => {
      await server.begin();
      const ids: number[] = [];
      for (let i = 0; i < 4; i++) ids.push((await server.asked()).stream.id);
      if (ids.join() !== "1,3,5,7") throw new Error(`they are ${ids.join()}`);
    },
  },
  {
    section: "5.1.1",
    title: "HEADERS on a stream that nobody opened are a PROTOCOL_ERROR",
    run: answers([answer(101, "end")], connectionError("PROTOCOL_ERROR")),
  },
  {
    section: "5.1.1",
    title: "HEADERS on an even stream that nobody promised are a PROTOCOL_ERROR",
    run: answers([answer(2, "end")], connectionError("PROTOCOL_ERROR")),
  },
  {
    section: "5.1.2",
    title: "no more streams are opened than the server allows, and a change counts at once",
    run: async (server) => {
      await server.begin([Setting.MaxConcurrentStreams, 2]);
      await server.asked();
      await server.asked();
      if (server.session.canOpen) throw new Error("a third could be opened");
      const before = server.toldOfRoom;
      server.send(answer(1, "end"));
      await server.alive();
      if (!server.session.canOpen || server.toldOfRoom === before) throw new Error("an end made no room");
      await server.asked();
      server.send(settingsFrame([Setting.MaxConcurrentStreams, 1]));
      await server.acknowledged();
      server.send(answer(3, "end"));
      await server.alive();
      if (server.session.canOpen) throw new Error("a second could be opened");
    },
  },
  {
    section: "5.1.2",
    title: "a limit of no stream opens none",
    run: async (server) => {
      await server.begin([Setting.MaxConcurrentStreams, 0]);
      if (server.session.canOpen) throw new Error("one could be opened");
    },
  },
  {
    section: "5.4.2",
    title: "RST_STREAM is told to the owner, and not answered",
    run: async (server) => {
      await server.begin();
      const { heard } = await server.asked("open");
      server.send(answer(1, "open"), rstStreamFrame(1, 0xff));
      const { code, by } = await heard.lost();
      if (code !== 0xff || by !== "peer") throw new Error(`code ${code} by ${by}`);
      await server.alive();
      if (server.count(1, Type.RstStream) > 0) throw new Error("it was answered");
    },
  },
  {
    section: "8.7",
    title: "a stream that is refused was not processed",
    run: async (server) => {
      await server.begin();
      const { heard } = await server.asked();
      server.send(rstStreamFrame(1, 7));
      const { unprocessed } = await heard.lost();
      if (!unprocessed) throw new Error("it says that it may have been");
    },
  },
  {
    section: "6.1",
    title: "padding is accepted, and does not reach the owner",
    run: async (server) => {
      await server.begin();
      const { heard } = await server.asked();
      server.send(answer(1, "open"), paddedDataFrame(1, "test", 255, "end"));
      await heard.whole();
      if (heard.body !== "test") throw new Error(`the body is ${heard.body}`);
    },
  },
  {
    section: "6.1",
    title: "padding longer than the frame is a PROTOCOL_ERROR",
    run: answers(
      [answer(1, "open"), frame(Type.Data, Flag.Padded, 1, Buffer.from("\x06Test"))],
      connectionError("PROTOCOL_ERROR"),
    ),
  },
  {
    section: "6.2",
    title: "padding longer than the field block is a PROTOCOL_ERROR",
    run: answers(
      [frame(Type.Headers, Flag.EndHeaders | Flag.Padded, 1, Buffer.of(3, 0x88))],
      connectionError("PROTOCOL_ERROR"),
    ),
  },
  {
    section: "6.3",
    title: "PRIORITY of another length than 5 is a FRAME_SIZE_ERROR of the stream",
    run: answers([frame(Type.Priority, 0, 1, Buffer.alloc(4))], streamError(1, "FRAME_SIZE_ERROR")),
  },
  {
    section: "6.4",
    title: "RST_STREAM of another length than 4 is a FRAME_SIZE_ERROR of the connection",
    run: answers([frame(Type.RstStream, 0, 1, Buffer.alloc(3))], connectionError("FRAME_SIZE_ERROR")),
  },
  {
    section: "6.6",
    title: "PUSH_PROMISE is a PROTOCOL_ERROR",
    run: answers([frame(Type.PushPromise, Flag.EndHeaders, 1, promised)], connectionError("PROTOCOL_ERROR")),
  },
  {
    section: "8.4",
    title: "a client says that it wants no pushes",
    run: async (server) => {
      const { payload } = await server.frame("SETTINGS", ({ type }) => type === Type.Settings);
      const entries = Array.from({ length: payload.length / 6 }, (_, i) => payload.subarray(6 * i, 6 * i + 6));
      if (!entries.some((entry) => entry.equals(Buffer.from([0, Setting.EnablePush, 0, 0, 0, 0])))) {
        throw new Error(`its SETTINGS are ${payload.toString("hex")}`);
      }
    },
  },
  {
    section: "5.5",
    title: "an unknown frame on a stream is ignored",
    run: answers([frame(0x16, 0xff, 1, Buffer.alloc(100)), headersFrame(1, Buffer.of(0x88), "end")], accepted),
  },
];
