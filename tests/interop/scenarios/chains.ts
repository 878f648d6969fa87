import assert from "node:assert/strict";
import type { Outcome, Peer, Values } from "../peer.ts";
import type { Plain } from "../plain.ts";
import { CALLER, DESTINATION } from "../way.ts";
import type { Peers, Scenario } from "./scenario.ts";

const TIMEOUT_MS = 4000;
/** What a server of ours gives a call that it makes onward, where its own caller set no limit. */
const RELAY_TIMEOUT_MS = 5000;

/** What a server of a chain tells about the call that came to it. */
interface Hop {
  readonly server: string;
  readonly callerService: string;
  readonly callerMethod: string;
  readonly transient: Values;
  readonly persistent: Values;
  readonly leftMs: number;
  readonly backward: Values;
}

/** Calls that go through several servers, each of which calls the next. */
export const chains: readonly Scenario[] = [
  chain("go", "ours", "go"),
  chain("ours", "go", "ours"),
  chain("go", "ours", "go", "ours"),
  chain("ours", "go", "ours", "go"),
  chain("ours", "ours", "go", "go"),
];

function chain(from: Peer["kind"], ...through: readonly Peer["kind"][]): Scenario {
  return {
    group: "chains",
    direction: "chains",
    name: `${[from, ...through].join(" → ")}: names, metadata, backward values and what is left of the time`,
    run: (peers) => runChain(peers, from, through),
  };
}

async function runChain(peers: Peers, from: Peer["kind"], through: readonly Peer["kind"][]): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const names = through.map((kind, index) => `${kind}-${index + 1}`);
  const addresses: string[] = [];
  for (const [index, kind] of through.entries()) {
    const server = await peers[kind].serve({ name: names[index] ?? "", services: ["Lab"] });
    stack.defer(() => server.stop());
    addresses.push(server.address);
  }
  const [address = "", ...next] = addresses;
  const client = await peers[from].dial({
    service: "Lab",
    address,
    destination: DESTINATION,
    callerService: CALLER,
    transport: "ttheader-framed",
    connection: "long",
  });
  stack.defer(() => client.hangUp());

  const called = await client.call(
    "relay",
    { route: { next, text: "through" } },
    { timeoutMs: TIMEOUT_MS, transient: { once: "1" }, persistent: { ALWAYS: "2" } },
  );

  assert.deepEqual(called.backward, { "served-by": names[0] });
  const hops = hopsOf(called.outcome);
  assert.equal(hops.length, through.length);
  for (const [index, { leftMs, ...hop }] of hops.entries()) {
    const before = names[index - 1];
    const after = names[index + 1];
    assert.deepEqual(hop, {
      server: names[index],
      callerService: before ?? CALLER,
      callerMethod: before === undefined ? "" : "relay",
      // What came as transient goes no further; each server sets one of its own.
      transient: before === undefined ? { once: "1" } : { "relayed-by": before },
      persistent: { ALWAYS: "2" },
      backward: after === undefined ? {} : { "served-by": after },
    });
    // Kitex sends only a timeout that was set by an option, so what is left ends at a Go server.
    if (through[index - 1] === "go") continue;
    const leftBefore = index === 0 ? TIMEOUT_MS : (hops[index - 1]?.leftMs ?? 0);
    const most = leftBefore < 0 ? RELAY_TIMEOUT_MS : leftBefore;
    assert.ok(leftMs > 0 && leftMs <= most, `${leftMs} ms are left at ${hop.server} of ${most}`);
  }
}

function hopsOf(outcome: Outcome): readonly Hop[] {
  assert.ok(outcome.kind === "value", JSON.stringify(outcome));
  return listAt(outcome.value, "hops").map((hop) => ({
    server: textAt(hop, "server"),
    callerService: textAt(hop, "callerService"),
    callerMethod: textAt(hop, "callerMethod"),
    transient: valuesAt(hop, "transient"),
    persistent: valuesAt(hop, "persistent"),
    leftMs: Number(textAt(hop, "leftMs")),
    backward: valuesAt(hop, "backward"),
  }));
}

function memberAt(plain: Plain, name: string): Plain | undefined {
  if (typeof plain !== "object" || plain === null) throw new TypeError(`${JSON.stringify(plain)} has no ${name}`);
  return Object.entries(plain).find(([key]) => key === name)?.[1];
}

function listAt(plain: Plain, name: string): readonly Plain[] {
  const member = memberAt(plain, name);
  return Array.isArray(member) ? member : [];
}

function textAt(plain: Plain, name: string): string {
  return String(memberAt(plain, name));
}

function valuesAt(plain: Plain, name: string): Values {
  return Object.fromEntries(listAt(plain, name).map((pair) => (Array.isArray(pair) ? pair : [])));
}
