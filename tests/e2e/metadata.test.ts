import { type RpcContext, withMeta } from "@kitex-ts/core";
import { expect, test } from "vitest";
import { describeEachTransport, ownServerCases } from "../support/each-transport.ts";
import { startRig } from "../support/start-rig.ts";

/** What a handler sees of its call's metadata and time. */
function seen({ meta, rpcInfo }: RpcContext): string {
  return JSON.stringify([
    [...meta.transient],
    [...meta.persistent],
    rpcInfo.config.timeoutMs > 0,
    rpcInfo.from.service,
  ]);
}

describeEachTransport(
  ownServerCases.filter(({ headers }) => headers),
  ({ client }) => {
    test("calls at one time each carry their own metadata, and none of another's", async () => {
      await using rig = await startRig({ client, handler: { Echo: (_, ctx) => ({ message: seen(ctx) }) } });
      const calls = Array.from({ length: 300 }, (_, i) => {
        const transient = i % 3 === 0 ? { t: String(i % 9) } : {};
        const persistent = i % 2 === 0 ? { p: String(i % 4), __proto__x: "1" } : {};
        const timeoutMs = i % 5 === 0 ? 0 : 10_000 + i;
        const expected = JSON.stringify([Object.entries(transient), Object.entries(persistent), timeoutMs > 0, ""]);
        return { expected, reply: rig.client.Echo({ message: "" }, { meta: { transient, persistent }, timeoutMs }) };
      });
      for (const { expected, reply } of calls) expect((await reply).message).toBe(expected);
    });

    test("what a handler does to its metadata stays with its call", async () => {
      await using rig = await startRig({
        client,
        handler: {
          Echo: (_, ctx) => {
            const message = seen(ctx);
            ctx.meta.transient.set("t", "changed");
            ctx.meta.transient.delete("u");
            ctx.meta.persistent.set("p", "changed");
            ctx.meta.persistent.set("q", "added");
            ctx.meta.backward.set("b", message);
            return { message };
          },
        },
      });
      const meta = { transient: { t: "1", u: "2" }, persistent: { p: "3" } };
      const backward = new Set<string>();
      for (let i = 0; i < 5; i++) {
        const onBackward = (values: ReadonlyMap<string, string>): void => {
          backward.add(JSON.stringify([...values]));
        };
        const { message } = await rig.client.Echo({ message: "" }, { meta, timeoutMs: 0, onBackward });
        expect(JSON.parse(message)).toEqual([Object.entries(meta.transient), [["p", "3"]], false, ""]);
      }
      expect(backward.size).toBe(1);
      expect(JSON.parse((await rig.client.Echo({ message: "" }, { timeoutMs: 0 })).message)).toEqual([
        [],
        [],
        false,
        "",
      ]);
    });

    test("metadata around calls, and a call's own over it; names of what every object has are names", async () => {
      await using rig = await startRig({ client, handler: { Echo: (_, ctx) => ({ message: seen(ctx) }) } });
      const around = { persistent: { constructor: "a", toString: "b", k: "outer" } };
      const { message } = await withMeta(around, () =>
        rig.client.Echo({ message: "" }, { meta: { persistent: { k: "inner" } }, timeoutMs: 0 }),
      );
      expect(JSON.parse(message)[1]).toEqual(Object.entries({ ...around.persistent, k: "inner" }));
    });

    test("metadata that no header can hold fails its own call, and no other", async () => {
      await using rig = await startRig({ client });
      const huge = { transient: { k: "v".repeat(70_000) } };
      const result = await rig.client.Echo.safe({ message: "" }, { meta: huge });
      expect(result).toMatchObject({ ok: false, error: { code: "KITEX_ERR_ENCODE" } });
      expect(await rig.client.Echo({ message: "next" })).toEqual({ message: "next" });
    });
  },
);
