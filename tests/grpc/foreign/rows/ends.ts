import assert from "node:assert/strict";
import { methods, type Row } from "../way.ts";
import { call } from "./call.ts";

const waiting = [{ message: "", script: { messages: 1, wait: true } }];

/** Rows about calls that have too little time, or that nobody wants any more. */
export const endRows: readonly Row[] = [
  {
    name: "a deadline is carried",
    run: async (ends) => {
      for (const method of methods) {
        const requests = [{ message: "", script: { echoMetadata: true } }];
        const { kind, responses } = await call(ends, method, requests, { timeoutMs: 60_000 });
        assert.equal(kind, "ok");
        const leftMs = responses[0]?.leftMs ?? 0;
        assert.ok(leftMs > 30_000 && leftMs <= 60_000, `${method}: ${leftMs} ms are left`);
      }
    },
  },
  ...methods.map(
    (method): Row => ({
      name: `a deadline ends the call on both sides: ${method}`,
      run: async (ends) => {
        await ends.server.seen(0);
        const { kind, code } = await call(ends, method, waiting, { timeoutMs: 100 });
        // Kitex's own limit of a unary call is no status.
        if (ends.way.from === "Kitex" && method === "Unary") assert.equal(kind, "timeout");
        else assert.deepEqual({ kind, code }, { kind: "status", code: 4 });
        const [seen] = await ends.server.seen(1);
        assert.match(seen?.ended ?? "not at all", /^(deadline|canceled)$/);
      },
    }),
  ),
  ...(["ServerStream", "Bidi"] as const).map(
    (method): Row => ({
      name: `a caller that cancels after an answer, which the callee notices: ${method}`,
      run: async (ends) => {
        await ends.server.seen(0);
        const { kind, code, count } = await call(ends, method, waiting, {
          cancelAfter: 1,
          keepOpen: method === "Bidi",
        });
        assert.deepEqual({ kind, code, count }, { kind: "status", code: 1, count: 1 });
        const [seen] = await ends.server.seen(1);
        assert.equal(seen?.ended, "canceled");
      },
    }),
  ),
  {
    name: "a caller that cancels while it sends, which the callee notices",
    run: async (ends) => {
      await ends.server.seen(0);
      const requests = [{ message: "" }];
      const held = call(ends, "Bidi", requests, { key: "sends", keepOpen: true });
      await ends.client.answered("sends");
      await ends.client.cancel("sends");
      const { kind, code } = await held;
      assert.deepEqual({ kind, code }, { kind: "status", code: 1 });
      const [seen] = await ends.server.seen(1);
      assert.equal(seen?.requests, 1);
      // Ours tells a handler that waits for requests by ending them with an error, as Go's does.
      assert.equal(seen?.ended, "canceled");
    },
  },
  {
    name: "the connection goes on after calls that were given up",
    run: async (ends) => {
      const lost = Array.from({ length: 20 }, () => call(ends, "ServerStream", waiting, { cancelAfter: 1 }));
      const { kind } = await call(ends, "Unary", [{ message: "" }]);
      assert.equal(kind, "ok");
      assert.deepEqual(new Set((await Promise.all(lost)).map(({ code }) => code)), new Set([1]));
      assert.equal((await call(ends, "Unary", [{ message: "" }])).kind, "ok");
    },
  },
];
