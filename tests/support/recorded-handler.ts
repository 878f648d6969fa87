import type { RpcContext } from "@kitex-ts/core";
import type { EchoServiceHandler } from "../fixtures/kitex-gen/echo/service.ts";
import { delivered } from "./until.ts";

/** What the recorded Go server answered, so that its replies compare byte for byte. */
export const recordedHandler: EchoServiceHandler = {
  Echo: async ({ message }, ctx) => {
    switch (message) {
      case "slow":
        await delivered();
        return { message };
      case "see":
        ctx.meta.backward.set("bk", "bv");
        return { message: seen(ctx) };
      case "addr":
        return { message: ctx.rpcInfo.from.address ?? "" };
      default:
        return { message };
    }
  },
  Ping: () => {},
  Notify: ({ message }) => {
    if (message === "err") throw new Error(message);
  },
  Types: (value) => value,
  All: (value) => value,
  Defaults: (value) => value,
  Fail: (how) => ({ message: how }),
};

/** What a handler sees of its call, in the words of the Go handler. */
function seen({ meta, rpcInfo }: RpcContext): string {
  const { from, config } = rpcInfo;
  const timeout = config.timeoutMs === 0 ? "0s" : `${config.timeoutMs}ms`;
  const deadline = config.timeoutMs === 0 ? "none" : timeout;
  return (
    `P=${goMap(meta.persistent)} T=${goMap(meta.transient)} from=${from.service}/${from.method} ` +
    `addr=${from.address !== undefined} timeout=${timeout} deadline=${deadline}`
  );
}

function goMap(pairs: Iterable<readonly [string, string]>): string {
  const sorted = Array.from(pairs, ([key, value]) => `${key}:${value}`).toSorted();
  return `map[${sorted.join(" ")}]`;
}
