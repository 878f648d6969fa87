import assert from "node:assert/strict";
import type { Called, ConnectionName, DialedPeer, Peer, ServedPeer, TransportName } from "../peer.ts";
import type { Plain } from "../plain.ts";
import { CALLER, DESTINATION } from "../way.ts";
import type { Peers, Scenario } from "./scenario.ts";

/** Servers that stop while the other side calls them. */
export const drains: readonly Scenario[] = [
  ...drainsOf("go", "ours", "long", ["buffered", "framed", "ttheader", "ttheader-framed"]),
  ...drainsOf("go", "ours", "mux", ["ttheader", "ttheader-framed"]),
  ...drainsOf("ours", "go", "long", ["buffered", "framed", "ttheader", "ttheader-framed"]),
  ...drainsOf("ours", "go", "auto", ["ttheader", "ttheader-framed"]),
  ...drainsOf("ours", "go", "mux", ["ttheader", "ttheader-framed"]),
  ...drainsOf("ours", "ours", "auto", ["ttheader-framed"]),
];

function drainsOf(
  from: Peer["kind"],
  to: Peer["kind"],
  connection: ConnectionName,
  transports: readonly TransportName[],
): readonly Scenario[] {
  return transports.map((transport) => {
    const promise = promiseOf({ from, to, connection, transport });
    return {
      group: "draining servers",
      direction: `${from} → ${to}`,
      name: `${from} → ${to} / ${transport} / ${connection}: every call in flight is answered${promise.loses ? "" : ", and no further one is lost"}`,
      run: async (peers) => {
        await using stack = new AsyncDisposableStack();
        await drain(await open(peers, { from, to, connection, transport }, stack), promise);
      },
    };
  });
}

/** What a draining server promises. */
interface DrainPromise {
  /** Whether the reply of a call that was in flight says that the connection will be closed. */
  readonly marks: boolean;
  /** Whether a call that crosses the end of its connection may be lost. */
  readonly loses: boolean;
}

function promiseOf({ to, connection, transport }: Kind): DrainPromise {
  const told = transport.startsWith("ttheader");
  // Kitex marks only what it reads while it drains, says nothing where there is no header, and on a shared connection
  // drops requests that cross its control frame.
  if (to === "go") return { marks: false, loses: !told || connection === "mux" };
  return { marks: told && connection === "long", loses: false };
}

interface Kind {
  readonly from: Peer["kind"];
  readonly to: Peer["kind"];
  readonly connection: ConnectionName;
  readonly transport: TransportName;
}

interface Both {
  readonly server: ServedPeer;
  readonly client: DialedPeer;
}

async function open(peers: Peers, { from, to, ...road }: Kind, stack: AsyncDisposableStack): Promise<Both> {
  const server = await peers[to].serve({ name: to, services: ["Lab"], mux: road.connection === "mux" });
  stack.defer(() => server.stop());
  const client = await peers[from].dial({
    ...road,
    service: "Lab",
    address: server.address,
    destination: DESTINATION,
    callerService: CALLER,
  });
  stack.defer(() => client.hangUp());
  return { server, client };
}

async function drain({ server, client }: Both, { marks, loses }: DrainPromise): Promise<void> {
  // Where connections are not shared, one is idle when the server stops, and one is not.
  await Promise.all([act(client, "return", "before"), act(client, "return", "before")]);
  const inFlight = act(client, "wait", "in flight");
  await server.seen(3);
  const stopped = server.stop();
  await server.release();

  const { outcome, headers } = await inFlight;
  assert.deepEqual(outcome, { kind: "value", value: "in flight" });
  if (headers !== undefined) assert.equal(headers.strings["crrst"], marks ? "1" : undefined);
  assert.match(await lastWords(client), loses ? NO_CONNECTION_OR_LOST : NO_CONNECTION);
  await stopped;
}

const NO_CONNECTION = /^KITEX_ERR_CONNECT:|get connection error/;
const NO_CONNECTION_OR_LOST = /^KITEX_ERR_CONNECT:|get connection error|^KITEX_ERR_CONNECTION_CLOSED:/;

/** Calls until a call fails, and says how; every one before it is answered. */
async function lastWords(client: DialedPeer): Promise<string> {
  for (;;) {
    const { outcome } = await act(client, "return", "late");
    if (outcome.kind === "failure") return outcome.message;
    assert.deepEqual(outcome, { kind: "value", value: "late" });
  }
}

function act(client: DialedPeer, kind: string, text: string): Promise<Called> {
  const action: Plain = { kind, text, code: 0, extra: [] };
  return client.call("act", { action });
}
