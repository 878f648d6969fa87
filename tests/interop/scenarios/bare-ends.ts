import assert from "node:assert/strict";
import type { DialedPeer, DialOptions, Headers, Peer, ServedPeer, ServeOptions } from "../peer.ts";
import type { Plain } from "../plain.ts";
import { CALLER, DESTINATION } from "../way.ts";
import type { Scenario } from "./scenario.ts";

/** Kitex as it is when nobody installs its TTHeader handlers: it speaks TTHeader, and tells and reads metadata alone. */
export const bareEnds: readonly Scenario[] = [
  {
    group: "bare TTHeader",
    direction: "ours → go",
    name: "ours → go: metadata arrives, names and the deadline do not, and a business status is no success",
    run: async (peers) => {
      await using stack = new AsyncDisposableStack();
      const { server, client } = await open(stack, peers.ours, peers.go, { bare: true }, {});
      const called = await client.call("echoText", { value: "x" }, metadata);
      assert.deepEqual(called.outcome, { kind: "value", value: "x" });
      assert.deepEqual(called.backward, { "served-by": "callee" });
      const [seen] = await server.seen(1);
      assert.deepEqual([seen?.transient, seen?.persistent], [metadata.transient, metadata.persistent]);
      // The codec itself reads who calls; the rest is the handler's work.
      assert.deepEqual([seen?.callerService, seen?.callerMethod, seen?.timeoutMs], [CALLER, "", 0]);

      const { outcome } = await client.call("act", { action: status });
      assert.ok(
        outcome.kind === "failure" && /^KITEX_ERR_MISSING_RESULT:/.test(outcome.message),
        JSON.stringify(outcome),
      );
    },
  },
  {
    group: "bare TTHeader",
    direction: "go → ours",
    name: "go → ours: the method is found without the service's name, and metadata goes both ways",
    run: async (peers) => {
      await using stack = new AsyncDisposableStack();
      const { server, client } = await open(stack, peers.go, peers.ours, {}, { bare: true });
      const called = await client.call("echoText", { value: "x" }, metadata);
      assert.deepEqual(called.outcome, { kind: "value", value: "x" });
      assert.deepEqual(called.backward, { "served-by": "callee" });
      const headers: Headers = { flags: 0, strings: { "served-by": "callee" }, ints: { 22: "2" } };
      assert.deepEqual(called.headers, headers);
      const [seen] = await server.seen(1);
      assert.deepEqual([seen?.transient, seen?.persistent], [metadata.transient, metadata.persistent]);
      assert.deepEqual([seen?.callerService, seen?.callerMethod, seen?.timeoutMs], ["", "", 0]);

      // Such a client ignores the status and is left with the empty reply beside it.
      assert.deepEqual((await client.call("act", { action: status })).outcome, { kind: "value", value: null });
    },
  },
];

const metadata = { transient: { once: "1" }, persistent: { ALWAYS: "2" }, timeoutMs: 3000 };
const status: Plain = { kind: "status", text: "not found", code: 404, extra: [] };

async function open(
  stack: AsyncDisposableStack,
  from: Peer,
  to: Peer,
  serve: Pick<ServeOptions, "bare">,
  dial: Pick<DialOptions, "bare">,
): Promise<{ readonly server: ServedPeer; readonly client: DialedPeer }> {
  const server = await to.serve({ name: "callee", services: ["Lab"], ...serve });
  stack.defer(() => server.stop());
  const client = await from.dial({
    service: "Lab",
    address: server.address,
    destination: DESTINATION,
    callerService: CALLER,
    transport: "ttheader-framed",
    connection: "long",
    ...dial,
  });
  stack.defer(() => client.hangUp());
  return { server, client };
}
