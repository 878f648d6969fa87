import { answered, connectionError, type ServerCase, sends, streamError } from "../conformance-case.ts";
import {
  dataFrame,
  frame,
  headersFrame,
  paddedDataFrame,
  Setting,
  settingsFrame,
  Type,
  windowUpdateFrame,
} from "../raw/frames.ts";
import type { RawClient } from "../raw/raw-client.ts";

async function dataOf(client: RawClient, streamId: number, bytes: number): Promise<void> {
  const { payload } = await client.onStream(streamId, Type.Data);
  if (payload.length !== bytes) throw new Error(`DATA has ${payload.length} bytes and not ${bytes}`);
}

/** Reads an answer that is let out byte by byte; nothing may come that no window allowed. */
async function staysWithin(client: RawClient, streamId: number, bytes: number): Promise<void> {
  await client.alive();
  const came = client.dataBytes(streamId);
  if (came !== bytes) throw new Error(`${came} bytes came, the window is ${bytes}`);
}

/** RFC 9113 sections 5.2, 6.9 and 6.10: windows, and CONTINUATION. */
export const flowControlCases: readonly ServerCase[] = [
  {
    section: "6.9",
    title: "WINDOW_UPDATE of a stream is accepted",
    h2spec: ["generic/3.9/2"],
    run: sends((client) => [client.get(1), windowUpdateFrame(1, 1)], answered(1)),
  },
  {
    section: "6.9",
    title: "an increment of 0 on a stream is a PROTOCOL_ERROR of the stream",
    h2spec: ["http2/6.9/2"],
    run: sends((client) => [client.post(1), windowUpdateFrame(1, 0)], streamError(1, "PROTOCOL_ERROR")),
  },
  {
    section: "6.9",
    title: "the reserved bit of an increment is ignored",
    run: async (client) => {
      await client.begin([Setting.InitialWindowSize, 0]);
      client.send(client.get(1), frame(Type.WindowUpdate, 0, 1, Buffer.from([0x80, 0, 0, 2])));
      await dataOf(client, 1, 2);
    },
  },
  {
    section: "6.9.1",
    title: "no more is sent than the window of the stream allows",
    h2spec: ["http2/6.9.1/1"],
    run: async (client) => {
      await client.begin([Setting.InitialWindowSize, 1]);
      client.send(client.get(1));
      await dataOf(client, 1, 1);
      await staysWithin(client, 1, 1);
      client.send(windowUpdateFrame(1, 2));
      await dataOf(client, 1, 2);
      await staysWithin(client, 1, 3);
    },
  },
  {
    section: "6.9.1",
    title: "a window of a stream above 2^31-1 is a FLOW_CONTROL_ERROR of the stream",
    h2spec: ["http2/6.9.1/3"],
    run: sends(
      (client) => [client.post(1), windowUpdateFrame(1, 2 ** 31 - 1), windowUpdateFrame(1, 2 ** 31 - 1)],
      streamError(1, "FLOW_CONTROL_ERROR"),
    ),
  },
  {
    section: "6.9.1",
    title: "a window of exactly 2^31-1 is one",
    run: sends(
      (client) => [client.post(1), windowUpdateFrame(1, 2 ** 31 - 1 - 65_535)],
      (client) => client.alive(),
    ),
  },
  {
    section: "6.9.1",
    title: "all streams together send no more than the window of the connection allows",
    needs: "echo",
    run: async (client) => {
      await client.begin([Setting.InitialWindowSize, 1_000_000]);
      const ids = [1, 3, 5, 7];
      const sent = (): number => ids.reduce((sum, streamId) => sum + client.dataBytes(streamId), 0);
      for (const streamId of ids) client.send(client.echo(streamId), dataFrame(streamId, Buffer.alloc(16_384), "open"));
      // The server reads again what it was let send: 65,535 bytes go either way, and no more until the window opens.
      await client.frame("the last of the window", () => sent() >= 65_535);
      await client.alive();
      if (sent() > 65_535) throw new Error(`${sent()} bytes came`);
      client.send(windowUpdateFrame(0, 1_000_000), ...ids.map((streamId) => dataFrame(streamId, "", "end")));
      for (const streamId of ids) await client.streamEnd(streamId);
    },
  },
  {
    section: "6.9.1",
    title: "an end without data needs no window",
    run: async (client) => {
      await client.begin([Setting.InitialWindowSize, 0]);
      client.send(client.post(1), dataFrame(1, "", "end"));
      await client.answered(1);
    },
  },
  {
    section: "6.9.1",
    title: "what is read is given back, padding included",
    needs: "echo",
    run: async (client) => {
      await client.begin();
      client.send(client.echo(1), windowUpdateFrame(0, 1_000_000), windowUpdateFrame(1, 1_000_000));
      let allowed = 65_535;
      let seen = 0;
      for (let sent = 0; sent < 300; sent++) {
        while (allowed < 500) {
          const { payload } = await client.onStream(1, Type.WindowUpdate);
          allowed += payload.readUInt32BE(0);
          seen += 1;
        }
        client.send(paddedDataFrame(1, "x".repeat(244), 255, "open"));
        allowed -= 500;
      }
      client.send(dataFrame(1, "", "end"));
      await client.streamEnd(1);
      if (seen === 0) throw new Error("no window was given back");
    },
  },
  {
    section: "6.9.1",
    title: "more than the window of a stream is a FLOW_CONTROL_ERROR",
    needs: "hold",
    run: async (client) => {
      await client.begin();
      const fill = Array.from({ length: 4 }, () => dataFrame(1, Buffer.alloc(16_384), "open"));
      client.send(client.hold(1), ...fill);
      // The windows of the stream and of the connection are as large as one another: either may be what was overrun.
      const error = await client.frame("an error", ({ type }) => type === Type.RstStream || type === Type.GoAway);
      const code = error.payload.readUInt32BE(error.type === Type.GoAway ? 4 : 0);
      if (code !== 3) throw new Error(`the code is ${code}`);
    },
  },
  {
    section: "6.9.2",
    title: "a larger initial window lets open streams send",
    h2spec: ["http2/6.9.2/1"],
    run: async (client) => {
      await client.begin([Setting.InitialWindowSize, 0]);
      client.send(client.get(1));
      await client.answered(1);
      client.send(settingsFrame([Setting.InitialWindowSize, 1]));
      await dataOf(client, 1, 1);
    },
  },
  {
    section: "6.9.2",
    title: "a smaller initial window can make windows negative",
    h2spec: ["http2/6.9.2/2"],
    run: async (client) => {
      await client.begin([Setting.InitialWindowSize, 3]);
      client.send(client.get(1));
      await dataOf(client, 1, 3);
      client.send(settingsFrame([Setting.InitialWindowSize, 2]));
      await client.acknowledged();
      client.send(windowUpdateFrame(1, 2));
      await dataOf(client, 1, 1);
      await staysWithin(client, 1, 4);
    },
  },
  {
    section: "6.9.2",
    title: "the initial window does not move the window of the connection",
    run: async (client) => {
      await client.begin([Setting.InitialWindowSize, 0]);
      client.send(settingsFrame([Setting.InitialWindowSize, 2 ** 31 - 1]));
      await client.acknowledged();
      client.send(windowUpdateFrame(0, 2 ** 31 - 1 - 65_535));
      await client.alive();
    },
  },
  {
    section: "6.9.2",
    title: "an initial window that takes one of a stream above 2^31-1 is a FLOW_CONTROL_ERROR",
    run: sends(
      (client) => [
        client.post(1),
        windowUpdateFrame(1, 2 ** 31 - 1 - 65_535),
        settingsFrame([Setting.InitialWindowSize, 65_536]),
      ],
      connectionError("FLOW_CONTROL_ERROR"),
    ),
  },
  {
    section: "5.2.1",
    title: "HEADERS, trailers and PING are not held back by windows",
    run: async (client) => {
      await client.begin([Setting.InitialWindowSize, 0]);
      client.send(client.get(1), client.get(3));
      await client.answered(1);
      await client.answered(3);
      await client.alive();
      client.send(headersFrame(5, client.getBlock(), "end"));
      await client.answered(5);
    },
  },
];
