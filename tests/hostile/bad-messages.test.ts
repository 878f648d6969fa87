import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answered, closed, expectOutcome, preludes, undecodable, waits } from "../support/hostile-row.ts";
import { messageForms } from "../support/message-forms.ts";
import { type Rig, startRig } from "../support/start-rig.ts";
import { echoArgs, hex, MessageType, message } from "../support/wire.ts";
import { messageRows } from "./message-rows.ts";

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

const hello = message({ type: MessageType.call, body: echoArgs("hello") });

describe.each(messageForms)("$name", (form) => {
  const rows = messageRows(form);
  test.each(rows)("$what", (row) => expectOutcome(rig, row, preludes.fresh));
  test.each(rows)("$what, after a good call", (row) => expectOutcome(rig, row, preludes.ordered));

  const whole = form.wrap(hello);
  const cuts = Array.from({ length: whole.length - 1 }, (_, i) => i + 1);
  test.each(cuts)("cut off behind byte %i: nothing comes back", (cut) =>
    expectOutcome(rig, { what: "cut", bytes: whole.subarray(0, cut), outcome: waits }, preludes.fresh),
  );

  if (form.hasLength) {
    const ends = Array.from({ length: hello.length - 1 }, (_, i) => i + 1);
    test.each(ends)("a whole frame around the first %i bytes of a message", (end) => {
      // Twelve bytes and the name stand before the arguments.
      const outcome = end < 16 ? closed : undecodable;
      return expectOutcome(rig, { what: "short", bytes: form.wrap(hello.subarray(0, end)), outcome }, preludes.fresh);
    });
    test("bytes behind the arguments, inside the frame, do not matter", () =>
      expectOutcome(
        rig,
        { what: "surplus", bytes: form.wrap(Buffer.concat([hello, hex("deadbeef")])), outcome: answered },
        preludes.fresh,
      ));
  }
});

test("names of what every object has are data like any other", async () => {
  const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__"];
  const table = new Map(names.map((name) => [name, `value of ${name}`]));
  expect(await rig.client.Table(table)).toEqual(table);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
