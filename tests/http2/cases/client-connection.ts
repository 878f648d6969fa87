import { accepted, answers, type ClientCase, connectionError } from "../conformance-case.ts";
import { fieldBlock, indexedLiteral, tableSizeUpdate } from "../raw/field-block.ts";
import {
  continuationFrame,
  dataFrame,
  Flag,
  frame,
  goAwayFrame,
  headersFrame,
  openHeadersFrame,
  pingFrame,
  preface,
  Setting,
  settingsAck,
  settingsFrame,
  Type,
} from "../raw/frames.ts";
import { answer } from "../raw/raw-server.ts";

const okBlock = fieldBlock([[":status", "200"]]);

/** RFC 9113 sections 3, 4, 6.5 to 6.8 and 6.10, asked of a client: the connection. */
export const clientConnectionCases: readonly ClientCase[] = [
  {
    section: "3.4",
    title: "a client begins with the preface and SETTINGS, without waiting",
    run: async (server) => {
      const { type, flags } = await server.frame("a frame", () => true);
      if (type !== Type.Settings || flags !== 0) throw new Error(`the first frame is of type ${type}`);
      if (!server.skipped.equals(preface)) throw new Error(`the preface is ${server.skipped.toString("latin1")}`);
    },
  },
  {
    section: "3.4",
    title: "a client may send requests before it has seen SETTINGS",
    run: async (server) => {
      await server.asked();
    },
  },
  {
    section: "3.4",
    title: "a server that does not begin with SETTINGS is a PROTOCOL_ERROR",
    run: async (server) => {
      server.send(pingFrame("instead!"));
      await server.connectionError("PROTOCOL_ERROR");
    },
  },
  {
    section: "3.4",
    title: "a server that begins with an acknowledgement is a PROTOCOL_ERROR",
    run: async (server) => {
      server.send(settingsAck);
      await server.connectionError("PROTOCOL_ERROR");
    },
  },
  {
    section: "3.4",
    title: "a server of HTTP/1.1 is refused",
    run: async (server) => {
      const { heard } = await server.asked();
      server.send(Buffer.from("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
      const { by } = await heard.lost();
      if (by !== "connection") throw new Error(`it was reset by ${by}`);
      await server.closed();
    },
  },
  {
    section: "4.3",
    title: "a field block that is none is a COMPRESSION_ERROR",
    run: answers([headersFrame(1, Buffer.of(0x40), "end")], connectionError("COMPRESSION_ERROR")),
  },
  ...(
    [
      ["HEADERS of the same stream", answer(1, "end")],
      ["DATA", dataFrame(1, "test", "open")],
      ["SETTINGS", settingsFrame()],
      ["PING", pingFrame("between!")],
      ["an unknown frame", frame(0x16, 0, 0, Buffer.alloc(8))],
      ["CONTINUATION of another stream", continuationFrame(3, Buffer.alloc(0), "last")],
    ] as const
  ).map(
    ([name, between]): ClientCase => ({
      section: "4.3",
      title: `${name} within a field block is a PROTOCOL_ERROR`,
      run: answers([openHeadersFrame(1, okBlock, "open"), between], connectionError("PROTOCOL_ERROR")),
    }),
  ),
  {
    section: "4.3",
    title: "the table learns from an answer to a stream that was reset",
    run: async (server) => {
      await server.begin();
      const { stream } = await server.asked();
      stream.reset(8);
      await server.onStream(1, Type.RstStream);
      server.send(headersFrame(1, Buffer.concat([okBlock, indexedLiteral(["x-remembered", "yes"])]), "end"));
      const { heard } = await server.asked();
      server.send(headersFrame(3, Buffer.concat([okBlock, Buffer.of(0x80 | 62)]), "end"));
      await heard.whole();
      if (heard.blocks[0]?.get("x-remembered") !== "yes") throw new Error("the field is another");
    },
  },
  {
    section: "4.3.1",
    title: "a smaller table is agreed to at the beginning of the next field block",
    run: async (server) => {
      await server.begin([Setting.HeaderTableSize, 0]);
      server.open();
      const { payload } = await server.onStream(1, Type.Headers);
      if (!payload.subarray(0, 1).equals(tableSizeUpdate(0))) throw new Error(`it begins with ${payload[0]}`);
    },
  },
  {
    section: "4.2",
    title: "DATA of 2^14 bytes is taken",
    run: async (server) => {
      await server.begin();
      const { heard } = await server.asked();
      server.send(answer(1, "open"), dataFrame(1, Buffer.alloc(16_384), "end"));
      await heard.whole();
    },
  },
  {
    section: "4.2",
    title: "a longer DATA frame is a FRAME_SIZE_ERROR",
    run: answers([answer(1, "open"), dataFrame(1, Buffer.alloc(16_385), "end")], connectionError("FRAME_SIZE_ERROR")),
  },
  {
    section: "4.2",
    title: "no frame is longer than the server allows",
    run: async (server) => {
      await server.begin();
      const { stream } = await server.asked("open");
      stream.sendData((out) => out.writeBytes(Buffer.alloc(40_000)), true);
      await server.streamEnd(1);
      const longest = Math.max(...server.frames.map(({ payload }) => payload.length));
      if (longest > 16_384) throw new Error(`a frame has ${longest} bytes`);
    },
  },
  {
    section: "6.5.2",
    title: "ENABLE_PUSH of 1 from a server is a PROTOCOL_ERROR",
    run: answers([settingsFrame([Setting.EnablePush, 1])], connectionError("PROTOCOL_ERROR")),
  },
  {
    section: "6.5.2",
    title: "ENABLE_PUSH of 0 from a server is accepted",
    run: answers([settingsFrame([Setting.EnablePush, 0])], accepted),
  },
  {
    section: "6.5.3",
    title: "every SETTINGS frame is acknowledged",
    run: async (server) => {
      await server.begin();
      server.send(settingsFrame(), settingsFrame([Setting.MaxConcurrentStreams, 5]));
      await server.acknowledged();
      await server.acknowledged();
    },
  },
  {
    section: "6.7",
    title: "PING is answered with the same payload, and an answer is not answered",
    run: async (server) => {
      await server.begin();
      server.send(pingFrame("invalid\0", Flag.Ack), pingFrame("\xff\x00h2spec"));
      const { payload } = await server.frame(
        "an answer",
        ({ type, flags }) => type === Type.Ping && flags === Flag.Ack,
      );
      if (payload.toString("latin1") !== "\xff\x00h2spec") throw new Error("it is another");
    },
  },
  {
    section: "6.8",
    title: "behind a GOAWAY no stream is opened, and those that it names are finished",
    run: async (server) => {
      await server.begin();
      const first = await server.asked();
      const second = await server.asked();
      server.send(goAwayFrame(1, 0));
      const { unprocessed, by } = await second.heard.lost();
      if (!unprocessed || by !== "connection") throw new Error(`it was reset by ${by}, unprocessed: ${unprocessed}`);
      if (server.session.canOpen || !server.session.draining) throw new Error("it would open another");
      server.send(answer(1, "end"));
      await first.heard.whole();
      await server.closed();
    },
  },
  {
    section: "6.8",
    title: "a GOAWAY that names every stream leaves them alone until one that does not",
    run: async (server) => {
      await server.begin();
      const first = await server.asked();
      const second = await server.asked();
      server.send(goAwayFrame(0x7fff_ffff, 0));
      await server.alive();
      if (first.heard.reset !== undefined || second.heard.reset !== undefined) throw new Error("one was reset");
      server.send(goAwayFrame(1, 0));
      await second.heard.lost();
      server.send(answer(1, "end"));
      await first.heard.whole();
    },
  },
  {
    section: "6.8",
    title: "a GOAWAY with an error loses what it does not name, and says so",
    run: async (server) => {
      await server.begin();
      const { heard } = await server.asked();
      server.send(goAwayFrame(0, 11, "too_many_pings"));
      const { unprocessed, message } = await heard.lost();
      if (!unprocessed || !message.includes("too_many_pings"))
        throw new Error(`unprocessed: ${unprocessed}, ${message}`);
    },
  },
  {
    section: "7",
    title: "a GOAWAY with an unknown code is one like any other",
    run: async (server) => {
      await server.begin();
      const { heard } = await server.asked();
      server.send(goAwayFrame(1, 0xff), answer(1, "end"));
      await heard.whole();
    },
  },
  {
    section: "6.10",
    title: "an answer in three pieces is one",
    run: async (server) => {
      await server.begin();
      const { heard } = await server.asked();
      server.send(
        openHeadersFrame(1, okBlock.subarray(0, 3), "end"),
        continuationFrame(1, okBlock.subarray(3, 5), "middle"),
        continuationFrame(1, okBlock.subarray(5), "last"),
      );
      await heard.whole();
      if (heard.status !== "200") throw new Error(`the status is ${heard.status}`);
    },
  },
  {
    section: "6.10",
    title: "CONTINUATION behind a whole field block is a PROTOCOL_ERROR",
    run: answers([answer(1, "open"), continuationFrame(1, okBlock, "last")], connectionError("PROTOCOL_ERROR")),
  },
  {
    section: "6.10",
    title: "CONTINUATION on stream 0 is a PROTOCOL_ERROR",
    run: answers(
      [openHeadersFrame(1, okBlock, "open"), continuationFrame(0, okBlock, "last")],
      connectionError("PROTOCOL_ERROR"),
    ),
  },
];
