import { answers, type ClientCase, streamError } from "../conformance-case.ts";
import { dataFrame, paddedDataFrame, Setting, settingsFrame, Type, windowUpdateFrame } from "../raw/frames.ts";
import { answer, type RawServer } from "../raw/raw-server.ts";

async function dataOf(server: RawServer, bytes: number): Promise<void> {
  const { payload } = await server.onStream(1, Type.Data);
  if (payload.length !== bytes) throw new Error(`DATA has ${payload.length} bytes and not ${bytes}`);
}

/** RFC 9113 section 6.9, asked of a client: windows. */
export const clientFlowControlCases: readonly ClientCase[] = [
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
];
