import { type ServerCase, sends } from "../conformance-case.ts";
import { dataFrame, Flag, goAwayFrame, pingFrame, Setting, settingsFrame, Type } from "../raw/frames.ts";
import type { RawClient } from "../raw/raw-client.ts";

async function pongs(client: RawClient, payload: string): Promise<void> {
  await client.frame(`a PING with ${payload}`, ({ type, flags, payload: came }) => {
    return type === Type.Ping && flags === Flag.Ack && came.toString("latin1") === payload;
  });
}

/** RFC 9113 sections 6.5 to 6.8: SETTINGS, PING and GOAWAY. */
export const connectionFrameCases: readonly ServerCase[] = [
  {
    section: "6.5",
    title: "every setting is accepted, and acknowledged",
    h2spec: ["generic/3.5/1"],
    run: sends(
      () => [
        settingsFrame(
          [Setting.HeaderTableSize, 4096],
          [Setting.EnablePush, 1],
          [Setting.MaxConcurrentStreams, 100],
          [Setting.InitialWindowSize, 65_535],
          [Setting.MaxFrameSize, 16_384],
          [Setting.MaxHeaderListSize, 100],
        ),
      ],
      (client) => client.acknowledged(),
    ),
  },
  {
    section: "6.5.3",
    title: "values are taken in the order in which they stand",
    h2spec: ["http2/6.5.3/1"],
    run: async (client) => {
      await client.begin([Setting.InitialWindowSize, 100], [Setting.InitialWindowSize, 1]);
      client.send(client.get(1));
      const { payload } = await client.onStream(1, Type.Data);
      if (payload.length !== 1) throw new Error(`DATA has ${payload.length} bytes`);
    },
  },
  {
    section: "6.5.3",
    title: "SETTINGS are acknowledged at once",
    h2spec: ["http2/6.5.3/2"],
    run: sends(
      () => [settingsFrame([Setting.EnablePush, 0])],
      (client) => client.acknowledged(),
    ),
  },
  {
    section: "6.5.3",
    title: "every SETTINGS frame is acknowledged, an empty one too",
    run: async (client) => {
      await client.begin();
      client.send(settingsFrame(), settingsFrame([Setting.EnablePush, 0]), settingsFrame());
      for (let i = 0; i < 3; i++) await client.acknowledged();
    },
  },
  {
    section: "6.7",
    title: "PING is answered",
    h2spec: ["generic/3.7/1"],
    run: sends(
      () => [pingFrame("h2spec\0\0")],
      (client) => pongs(client, "h2spec\0\0"),
    ),
  },
  {
    section: "6.7",
    title: "the answer has the same payload",
    h2spec: ["http2/6.7/1"],
    run: sends(
      () => [pingFrame("\xff\x00\x80\x7f\xfe\x01pq")],
      (client) => pongs(client, "\xff\x00\x80\x7f\xfe\x01pq"),
    ),
  },
  {
    section: "6.7",
    title: "an answer is not answered",
    h2spec: ["http2/6.7/2"],
    run: async (client) => {
      await client.begin();
      client.send(pingFrame("invalid\0", Flag.Ack), pingFrame("h2spec\0\0"));
      const { payload } = await client.frame(
        "an answer",
        ({ type, flags }) => type === Type.Ping && flags === Flag.Ack,
      );
      if (payload.toString("latin1") !== "h2spec\0\0") throw new Error("an answer was answered");
    },
  },
  {
    section: "6.8",
    title: "GOAWAY is accepted",
    h2spec: ["generic/3.8/1"],
    run: async (client) => {
      await client.begin();
      client.send(goAwayFrame(0, 0, "h2spec"), pingFrame("h2spec\0\0"));
      await pongsOrCloses(client, "h2spec\0\0");
    },
  },
  {
    section: "6.8",
    title: "streams that are open when a GOAWAY comes are finished",
    run: async (client) => {
      await client.begin();
      client.send(client.post(1), goAwayFrame(0, 0), dataFrame(1, "test", "end"));
      await client.streamEnd(1);
    },
  },
  {
    section: "7",
    title: "GOAWAY with an unknown code is one like any other",
    h2spec: ["http2/7/1"],
    run: async (client) => {
      await client.begin();
      client.send(goAwayFrame(0, 0xff), pingFrame("h2spec\0\0"));
      await pongsOrCloses(client, "h2spec\0\0");
    },
  },
];

async function pongsOrCloses(client: RawClient, payload: string): Promise<void> {
  try {
    await pongs(client, payload);
  } catch (error) {
    if (!client.ended) throw error;
  }
}
