import { expect, test } from "vitest";
import type { RpcContext } from "../../../context/rpc-context.ts";
import { until } from "../../../testdata/until.ts";
import { startRig } from "./testdata/rig.ts";

test.each(["gave it up", "waits no longer"])(
  "a handler that goes on although its caller %s is no call in flight",
  async (how) => {
    const ctxs: RpcContext[] = [];
    const release = Promise.withResolvers<void>();
    await using rig = await startRig({
      echo: async (_request, ctx) => {
        ctxs.push(ctx);
        await release.promise;
      },
    });
    const giveUp = new AbortController();
    const options = how === "gave it up" ? { signal: giveUp.signal } : { timeoutMs: 30 };
    const answer = rig.client.echo.safe(1, options);
    await until(() => ctxs.length === 1);
    giveUp.abort();
    expect(await answer).toMatchObject({ ok: false });
    await until(() => ctxs[0]?.abortReason !== undefined);
    expect(rig.callsInFlight()).toEqual({ client: 0, server: 0 });
    release.resolve();
    expect(await rig.client.echo.safe(2)).toMatchObject({ ok: true });
    expect(rig.callsInFlight().server).toBe(0); // not less
  },
);
