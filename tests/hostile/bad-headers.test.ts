import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closed, expectOutcome, ignored, preludes } from "../support/hostile-row.ts";
import { type Rig, startRig } from "../support/start-rig.ts";
import { gate } from "../support/until.ts";
import {
  control,
  controlPayload,
  echoArgs,
  echoResult,
  exceptionBody,
  frame,
  headed,
  MessageType,
  message,
} from "../support/wire.ts";
import { controlFrames, headerRows } from "./header-rows.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  await rig.client.Ping();
});
afterAll(async () => {
  const { opened } = rig.leaks;
  expect(await rig.client.Echo({ message: "last" })).toEqual({ message: "last" });
  expect(rig.leaks.opened).toBe(opened); // the good client kept its connection through all of this
  await rig[Symbol.asyncDispose]();
});

describe.each([preludes.fresh, preludes.ordered, preludes.unordered, preludes.agreed])("$name", (prelude) => {
  test.each(headerRows)("$what", (each) => expectOutcome(rig, each, prelude));

  test.each([
    ["a reply", message({ type: MessageType.reply, body: echoResult("hi") })],
    ["an exception", message({ type: MessageType.exception, body: exceptionBody("boom", 6) })],
    ["a reply of a method that there is not", message({ type: MessageType.reply, method: "Nope" })],
  ])("%s, sent to a server", (_, payload) =>
    expectOutcome(rig, { what: "", bytes: headed({ payload: frame(payload) }), outcome: closed }, prelude),
  );
});

describe.each([preludes.fresh, preludes.ordered, preludes.unordered])("$name, nothing was agreed:", (prelude) => {
  test.each(controlFrames)("%s", (_, bytes) => expectOutcome(rig, { what: "", bytes, outcome: closed }, prelude));
});

describe(preludes.agreed.name, () => {
  test.each(controlFrames)("%s", (_, bytes) =>
    expectOutcome(rig, { what: "", bytes, outcome: ignored }, preludes.agreed),
  );

  test("a hundred thousand cancellations of calls that there are not", () => {
    const one = control("kx.cancel", "4711");
    const bytes = Buffer.alloc(one.length * 100_000, one);
    return expectOutcome(rig, { what: "", bytes, outcome: ignored }, preludes.agreed);
  });

  test("a control frame with a bad header closes the connection", () =>
    expectOutcome(
      rig,
      { what: "", bytes: headed({ seqId: 0, protocol: 5, payload: controlPayload }), outcome: closed },
      preludes.agreed,
    ));

  test("an offer that comes late is not taken", async () => {
    using peer = await rig.raw();
    const framedEcho = frame(message({ type: MessageType.call, body: echoArgs("hi") }));
    const offering = headed({ payload: framedEcho, strings: [["kx.mux", "1"]] });
    peer.send(headed({ payload: framedEcho }));
    await peer.replies(1);
    peer.send(offering);
    const replies = await peer.replies(2);
    expect(replies.map(({ method }) => method)).toEqual(["Echo", "Echo"]);
  });
});

describe("requests that share a connection", () => {
  test("two with one sequence id are both answered; a cancellation of it ends both", async () => {
    const aborted: unknown[] = [];
    const bothAborted = gate();
    await using own = await startRig({
      handler: {
        Echo: ({ message: text }, ctx) => {
          if (text !== "hold") return { message: text };
          return new Promise((_, reject) => {
            ctx.onAbort((reason) => {
              if (aborted.push(reason) === 2) bothAborted.open();
              reject(reason);
            });
          });
        },
      },
    });
    using peer = await own.raw();
    peer.send(preludes.agreed.bytes);
    await peer.replies(2);
    const of = (text: string): Buffer =>
      headed({
        flags: 1,
        seqId: 5,
        payload: frame(message({ type: MessageType.call, seqId: 5, body: echoArgs(text) })),
      });
    peer.send(Buffer.concat([of("a"), of("b")]));
    await peer.replies(4);
    peer.send(Buffer.concat([of("hold"), of("hold"), control("kx.cancel", "5"), of("after")]));
    await bothAborted.opened;
    const replies = await peer.replies(5);
    expect(replies.slice(2).map(({ seqId, type }) => [seqId, type])).toEqual(Array(3).fill([5, MessageType.reply]));
  });

  test("they are answered as they are ready, and in order where nothing was said", async () => {
    const slow = gate();
    await using own = await startRig({
      handler: {
        Echo: async (request) => {
          if (request.message === "slow") await slow.opened;
          return request;
        },
      },
    });
    const two = (flags: number): Buffer =>
      Buffer.concat(
        ["slow", "fast"].map((text, i) =>
          headed({
            flags,
            seqId: i + 1,
            payload: message({ type: MessageType.call, seqId: i + 1, body: echoArgs(text) }),
          }),
        ),
      );
    using ordered = await own.raw();
    using unordered = await own.raw();
    ordered.send(two(0));
    unordered.send(two(1));
    expect((await unordered.replies(1)).map(({ seqId }) => seqId)).toEqual([2]);
    expect(ordered.messages).toEqual([]);
    slow.open();
    expect((await ordered.replies(2)).map(({ seqId }) => seqId)).toEqual([1, 2]);
    expect((await unordered.replies(2)).map(({ seqId }) => seqId)).toEqual([2, 1]);
  });
});

test("no header added a property to any object", () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect("polluted" in {}).toBe(false);
});
