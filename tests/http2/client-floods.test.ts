import { describe, expect, test } from "vitest";
import { fieldBlock } from "./raw/field-block.ts";
import {
  dataFrame,
  Flag,
  frame,
  goAwayFrame,
  headersFrame,
  pingFrame,
  priority,
  rstStreamFrame,
  settingsFrame,
  Type,
  windowUpdateFrame,
} from "./raw/frames.ts";
import { answer, RawServer } from "./raw/raw-server.ts";

const many = (count: number, one: Buffer): readonly Buffer[] => Array.from({ length: count }, () => one);

describe("a client bears a server's flood of", () => {
  test.each([
    ["PING (CVE-2019-9512)", many(1000, pingFrame("flooded!"))],
    ["SETTINGS (CVE-2019-9515)", many(1000, settingsFrame())],
    ["DATA without data (CVE-2019-9518)", [answer(1, "open"), ...many(10_000, dataFrame(1, "", "open"))]],
    ["PRIORITY (CVE-2019-9513)", many(50_000, frame(Type.Priority, 0, 1, priority(0, 1)))],
    ["ORIGIN (CVE-2026-48619)", many(50_000, frame(0x0c, 0, 0, Buffer.from("\0\x10https://a.example")))],
    ["WINDOW_UPDATE", many(50_000, windowUpdateFrame(0, 1))],
    ["RST_STREAM of a stream that is gone", many(50_000, rstStreamFrame(1, 8))],
    ["answers to PINGs that it did not send", many(50_000, pingFrame("unasked!", Flag.Ack))],
  ])("%s: it ends the session, and its streams are told", async (_, frames) => {
    using server = await RawServer.connect();
    await server.begin();
    const { heard } = await server.asked();
    server.send(...frames);
    await server.connectionError("ENHANCE_YOUR_CALM");
    await heard.lost();
    expect(server.session.activeStreams).toBe(0);
  });

  test("informational answers: it keeps none", async () => {
    using server = await RawServer.connect();
    await server.begin();
    const { heard } = await server.asked();
    const early = headersFrame(1, fieldBlock([[":status", "103"]]), "open");
    server.send(...many(5000, early), answer(1, "end"));
    await heard.whole();
    expect(heard.blocks).toHaveLength(1);
  });

  test("GOAWAY: it goes on with what is named", async () => {
    using server = await RawServer.connect();
    await server.begin();
    const { heard } = await server.asked();
    server.send(...many(2000, goAwayFrame(1, 0, "x".repeat(1000))), answer(1, "end"));
    await heard.whole();
  });
});
