import { accepted, answered, connectionError, type ServerCase, sends } from "../conformance-case.ts";
import { pingFrame, preface, Setting, settingsAck, settingsFrame, Type } from "../raw/frames.ts";
import type { RawClient } from "../raw/raw-client.ts";

async function firstFrameIsSettings(client: RawClient): Promise<void> {
  client.send(preface, settingsFrame([Setting.InitialWindowSize, 65_535]));
  const { type, flags } = await client.frame("a frame", () => true);
  if (type !== Type.Settings || flags !== 0) throw new Error(`the first frame is of type ${type}, with flags ${flags}`);
}

/** RFC 9113 section 3: how a connection begins. */
export const startingCases: readonly ServerCase[] = [
  {
    section: "3.4",
    title: "the first frame that a server sends is SETTINGS",
    h2spec: ["generic/1/1", "http2/3.5/1"],
    run: firstFrameIsSettings,
  },
  {
    section: "3.4",
    title: "an invalid preface ends the connection",
    h2spec: ["http2/3.5/2"],
    run: async (client) => {
      client.send(Buffer.from("INVALID CONNECTION PREFACE\r\n\r\n"));
      await client.closed();
    },
  },
  {
    section: "3.4",
    title: "a preface that is wrong in its last byte ends the connection",
    run: async (client) => {
      client.send(preface.subarray(0, -1), Buffer.from("\r"), settingsFrame());
      await client.closed();
    },
  },
  {
    section: "3.4",
    title: "a preface that comes byte by byte is a preface",
    run: async (client) => {
      for (const byte of Buffer.concat([preface, settingsFrame()])) client.send(Buffer.of(byte));
      await client.acknowledged();
      await client.alive();
    },
  },
  {
    section: "3.4",
    title: "a preface that no SETTINGS follows is a PROTOCOL_ERROR",
    run: async (client) => {
      client.send(preface, pingFrame("instead!"));
      await client.connectionError("PROTOCOL_ERROR");
    },
  },
  {
    section: "3.4",
    title: "a preface that an acknowledgement of SETTINGS follows is a PROTOCOL_ERROR",
    run: async (client) => {
      client.send(preface, settingsAck);
      await client.connectionError("PROTOCOL_ERROR");
    },
  },
  {
    section: "3.4",
    title: "empty SETTINGS are SETTINGS",
    run: sends(() => [], accepted),
  },
  {
    section: "3.4",
    title: "a client may send requests before it has seen the server's SETTINGS",
    run: async (client) => {
      client.send(preface, settingsFrame(), client.get(1), client.get(3));
      await client.answered(1);
      await client.streamEnd(3);
    },
  },
  {
    section: "9.1",
    title: "a connection serves one request after the other",
    run: async (client) => {
      await client.begin();
      for (let streamId = 1; streamId < 200; streamId += 2) {
        client.send(client.get(streamId));
        await client.streamEnd(streamId);
      }
    },
  },
  {
    section: "9.1",
    title: "a client that has said all it will gets its answers",
    run: async (client) => {
      await client.begin();
      client.send(client.get(1));
      client.end();
      await client.streamEnd(1);
      await client.closed();
    },
  },
  {
    section: "5.4.1",
    title: "a GOAWAY names the last stream that was looked at",
    run: async (client) => {
      await client.begin();
      client.send(client.get(1), client.get(5));
      await client.streamEnd(5);
      client.send(pingFrame("on three").fill(3, 8, 9));
      const { payload } = await client.frame("a GOAWAY", ({ type }) => type === Type.GoAway);
      if (payload.readUInt32BE(0) !== 5) throw new Error(`it names ${payload.readUInt32BE(0)}`);
      await client.closed();
    },
  },
  {
    section: "5.4.1",
    title: "a connection error closes the connection",
    h2spec: ["http2/5.4.1/1"],
    run: async (client) => {
      await client.begin();
      client.send(pingFrame("on three").fill(3, 8, 9));
      await client.closed();
    },
  },
  {
    section: "5.4.1",
    title: "a connection error is said in a GOAWAY first",
    h2spec: ["http2/5.4.1/2"],
    run: sends(() => [pingFrame("on three").fill(3, 8, 9)], connectionError("PROTOCOL_ERROR")),
  },
  {
    section: "5.4.1",
    title: "a request before the error was taken, one behind it is not answered",
    run: async (client) => {
      await client.begin();
      client.send(client.get(1));
      await client.streamEnd(1);
      client.send(pingFrame("on three").fill(3, 8, 9), client.get(3));
      await client.connectionError("PROTOCOL_ERROR");
      if (client.count(3, Type.Headers) > 0) throw new Error("stream 3 was answered");
    },
  },
  {
    section: "8.1",
    title: "a GET is answered",
    h2spec: ["generic/4/1"],
    run: sends((client) => [client.get(1)], answered(1)),
  },
];
