import { expect, test } from "vitest";
import { withMeta } from "../context/current-context.ts";
import { MetaInfo, MetaValues } from "../context/meta-info.ts";
import { testContext } from "../testing/test-context.ts";
import { outgoingMeta } from "./outgoing-meta.ts";

function values(pairs: Readonly<Record<string, string>>): MetaValues {
  const made = new MetaValues();
  for (const [key, value] of Object.entries(pairs)) made.set(key, value);
  return made;
}

const goingOut = (meta: MetaInfo | undefined): object => ({
  transient: Object.fromEntries(meta?.transient.outgoing ?? []),
  persistent: Object.fromEntries(meta?.persistent ?? []),
});

test("without any there is no object for it", () => {
  expect(outgoingMeta(undefined, undefined)).toBeUndefined();
  expect(outgoingMeta(testContext(), undefined)).toBeUndefined();
});

test("what a handler received as persistent goes on, what it received as transient does not", () => {
  const serving = testContext({ meta: new MetaInfo(values({ t: "1" }), values({ p: "1" })) });
  expect(goingOut(outgoingMeta(serving, undefined))).toEqual({ transient: {}, persistent: { p: "1" } });
});

test("what a handler sets on its context goes out with its calls; what it sends back does not", () => {
  const serving = testContext();
  serving.meta.transient.set("t", "1");
  serving.meta.persistent.set("p", "1");
  serving.meta.backward.set("b", "1");
  expect(goingOut(outgoingMeta(serving, undefined))).toEqual({ transient: { t: "1" }, persistent: { p: "1" } });
});

test("the call's own values win over those around it, and those over the handler's", () => {
  const serving = testContext({ meta: new MetaInfo(values({}), values({ a: "handler", b: "handler", c: "handler" })) });
  const meta = withMeta({ persistent: { b: "around", c: "around" }, transient: { t: "around" } }, () =>
    outgoingMeta(serving, { persistent: { c: "own" }, transient: { t: "own", empty: "" } }),
  );
  expect(goingOut(meta)).toEqual({ transient: { t: "own" }, persistent: { a: "handler", b: "around", c: "own" } });
});

test("a call changes nothing of the handler's own metadata", () => {
  const serving = testContext({ meta: new MetaInfo(values({}), values({ a: "1" })) });
  outgoingMeta(serving, { persistent: { a: "2" } })?.persistent.set("b", "3");
  expect(Object.fromEntries(serving.meta.persistent)).toEqual({ a: "1" });
});
