import assert from "node:assert/strict";
import type { SeenCall } from "../peer.ts";
import type { Plain } from "../plain.ts";
import { type Ends, hasHeaders, type Row, type Way } from "../way.ts";
import { check, value } from "./call.ts";

/** How many calls a burst has. */
const BURST = 100;

/** Rows about what travels with a call, and about calls in their number: metadata, deadlines, connections, order. */
export const callRows: readonly Row[] = [
  {
    name: "transient and persistent metadata",
    run: async (ends) => {
      const options = {
        transient: { plain: "1", "With-Case_and.dots": "é \u{1f600}", "gdpr-token": "a token" },
        persistent: { PERSIST: "2", other: "x".repeat(1000) },
      };
      // Kitex carries the token in a block of its own, and both ends show it under its name.
      await check(ends, { method: "echoText", args: { value: "m" }, options, outcome: value("m") });
    },
  },
  {
    name: "a deadline that is carried",
    run: async (ends) => {
      await check(ends, { method: "ping", args: {}, options: { timeoutMs: 2500 }, outcome: value(null) });
    },
  },
  {
    name: "a connect timeout that was stated",
    run: async (ends) => {
      const connectTimeoutMs = 20_000;
      const client = await ends.dial({ service: "Lab", address: ends.server.address, connectTimeoutMs });
      await check(ends, { method: "ping", args: {}, outcome: value(null), connectTimeoutMs, client });
    },
  },
  {
    name: "a deadline that is honoured by both sides",
    run: async (ends) => {
      const args = { action: { kind: "wait", text: "too long", code: 0, extra: [] } };
      await check(ends, { method: "act", args, options: { timeoutMs: 50 }, outcome: { kind: "timeout" } });
      // A Go server learns it from the header alone; ours sees the connection close as well.
      if (hasHeaders(ends.way) || ends.way.to === "ours") assert.deepEqual(await ends.server.aborted(1), ["too long"]);
      await ends.server.release();
    },
  },
  {
    name: "connections are used again, or not, as the client chose",
    on: ({ network }) => network !== "unix",
    run: async (ends) => {
      const addresses = new Set<string>();
      for (const text of ["first", "second", "third"]) {
        const { seen } = await check(ends, { method: "echoText", args: { value: text }, outcome: value(text) });
        addresses.add(seen.callerAddress);
      }
      assert.equal(addresses.size, ends.way.connection === "short" ? 3 : 1);
    },
  },
  {
    name: `${BURST} calls at once, each with its own reply`,
    run: async (ends) => {
      const seen = await burst(ends);
      assert.deepEqual(
        seen.map(({ args }) => JSON.stringify(args)).sort(),
        texts.map((text) => JSON.stringify({ value: text })).sort(),
      );
      assertOrder(ends.way, seen);
    },
  },
  {
    name: "two services of one server, found by name and by method alone",
    run: async (ends) => {
      const server = await ends.serve({ services: ["Lab", "Annex"] });
      const annex = await ends.dial({ service: "Annex", address: server.address });
      const lab = await ends.dial({ service: "Lab", address: server.address });
      await check(ends, {
        service: "Annex",
        method: "whoAmI",
        args: {},
        outcome: value("Annex"),
        server,
        client: annex,
      });
      const args = { from: { x: 1, y: 2 }, by: { x: 10, y: -10 } };
      await check(ends, {
        service: "Annex",
        method: "move",
        args,
        outcome: value({ x: 11, y: -8 }),
        server,
        client: annex,
      });
      await check(ends, { method: "echoText", args: { value: "lab" }, outcome: value("lab"), server, client: lab });
    },
  },
  {
    name: "two services with one method, told apart by name, else by the fallback",
    run: async (ends) => {
      const server = await ends.serve({ services: ["Annex", "Twin"], fallback: "Twin" });
      const client = await ends.dial({ service: "Annex", address: server.address });
      const found = hasHeaders(ends.way) ? "Annex" : "Twin";
      await check(ends, { service: found, method: "whoAmI", args: {}, outcome: value(found), server, client });
    },
  },
];

const texts = Array.from({ length: BURST }, (_, index) => `call ${index}`);

async function burst({ client, server }: Ends): Promise<readonly SeenCall[]> {
  const called = await Promise.all(texts.map((text) => client.call("echoText", { value: text })));
  assert.deepEqual(
    called.map(({ outcome }) => outcome),
    texts.map((text) => value(text satisfies Plain)),
  );
  return server.seen(BURST);
}

/** On one connection no sequence id comes twice; where one call follows the other, ours come in their order. */
function assertOrder({ from, connection, network }: Way, seen: readonly SeenCall[]): void {
  if (network === "unix") return; // connections cannot be told apart
  const bySender = Map.groupBy(seen, ({ callerAddress }) => callerAddress);
  for (const calls of bySender.values()) {
    const ids = calls.flatMap(({ wire }) => (wire === undefined ? [] : [wire.seqId]));
    assert.equal(new Set(ids).size, ids.length, `sequence ids ${ids}`);
    if (from === "ours" && connection !== "mux")
      assert.deepEqual(
        ids,
        ids.toSorted((a, b) => a - b),
      );
  }
}
