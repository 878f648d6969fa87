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
import { answer, type RawServer } from "../raw/raw-server.ts";

const CANCEL = 8;
const promised = Buffer.concat([Buffer.from([0, 0, 0, 2]), fieldBlock([[":method", "GET"]])]);

async function dataOf(server: RawServer, bytes: number): Promise<void> {
  const { payload } = await server.onStream(1, Type.Data);
  if (payload.length !== bytes) throw new Error(`DATA has ${payload.length} bytes and not ${bytes}`);
}

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

/** RFC 9113 sections 5, 6.1 to 6.6 and 6.9, asked of a client: streams. */
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
    section: "6.9",
    title: "an increment of 0 on a stream is a PROTOCOL_ERROR of the stream",
    run: answers([windowUpdateFrame(1, 0)], streamError(1, "PROTOCOL_ERROR")),
  },
  {
    section: "6.9.1",
    title: "a window of a stream above 2^31-1 is a FLOW_CONTROL_ERROR of the stream",
    run: async (server) => {
      await server.begin();
      await server.asked("open");
      server.send(windowUpdateFrame(1, 2 ** 31 - 1), windowUpdateFrame(1, 2 ** 31 - 1));
      await server.streamError(1, "FLOW_CONTROL_ERROR");
    },
  },
  {
    section: "6.9.1",
    title: "no more is sent than the windows allow",
    run: async (server) => {
      await server.begin([Setting.InitialWindowSize, 3]);
      const { stream } = await server.asked("open");
      stream.sendData((out) => out.writeBytes(Buffer.alloc(6)), true);
      await dataOf(server, 3);
      server.send(settingsFrame([Setting.InitialWindowSize, 2]));
      await server.acknowledged();
      server.send(windowUpdateFrame(1, 2));
      await dataOf(server, 1);
      await server.alive();
      if (server.dataBytes(1) !== 4) throw new Error(`${server.dataBytes(1)} bytes came`);
      server.send(windowUpdateFrame(1, 100));
      await server.streamEnd(1);
    },
  },
  {
    section: "6.9.1",
    title: "all streams together send no more than the window of the connection allows",
    run: async (server) => {
      await server.begin([Setting.InitialWindowSize, 1_000_000]);
      const opened = [await server.asked("open"), await server.asked("open"), await server.asked("open")];
      for (const { stream } of opened) stream.sendData((out) => out.writeBytes(Buffer.alloc(30_000)), true);
      const sent = (): number => opened.reduce((sum, { stream }) => sum + server.dataBytes(stream.id), 0);
      await server.frame("the last of the window", () => sent() >= 65_535);
      await server.alive();
      if (sent() !== 65_535) throw new Error(`${sent()} bytes came`);
      server.send(windowUpdateFrame(0, 100_000));
      await server.frame("the rest", () => sent() === 90_000);
    },
  },
  {
    section: "6.9.1",
    title: "more than the window of a stream is a FLOW_CONTROL_ERROR",
    run: async (server) => {
      await server.begin();
      const { heard, stream } = await server.asked();
      heard.attend({ ...stream, consumed: () => {} });
      server.send(answer(1, "open"), ...Array.from({ length: 5 }, () => dataFrame(1, Buffer.alloc(16_384), "open")));
      const error = await server.frame("an error", ({ type }) => type === Type.RstStream || type === Type.GoAway);
      const code = error.payload.readUInt32BE(error.type === Type.GoAway ? 4 : 0);
      if (code !== 3) throw new Error(`the code is ${code}`);
    },
  },
  {
    section: "6.9.1",
    title: "what the owner has taken is given back, padding included",
    run: async (server) => {
      await server.begin();
      await server.asked();
      server.send(answer(1, "open"));
      let stream = 65_535;
      let connection = 65_535;
      for (let sent = 0; sent < 400; sent++) {
        while (Math.min(stream, connection) < 500) {
          const { streamId, payload } = await server.frame("a window", ({ type }) => type === Type.WindowUpdate);
          if (streamId === 0) connection += payload.readUInt32BE(0);
          else stream += payload.readUInt32BE(0);
        }
        server.send(paddedDataFrame(1, "x".repeat(244), 255, "open"));
        stream -= 500;
        connection -= 500;
      }
      await server.alive();
    },
  },
  {
    section: "6.9.2",
    title: "an initial window that takes one of a stream above 2^31-1 is a FLOW_CONTROL_ERROR",
    run: async (server) => {
      await server.begin();
      await server.asked("open");
      server.send(windowUpdateFrame(1, 2 ** 31 - 1 - 65_535), settingsFrame([Setting.InitialWindowSize, 65_536]));
      await server.connectionError("FLOW_CONTROL_ERROR");
    },
  },
  {
    section: "5.5",
    title: "an unknown frame on a stream is ignored",
    run: answers([frame(0x16, 0xff, 1, Buffer.alloc(100)), headersFrame(1, Buffer.of(0x88), "end")], accepted),
  },
];
