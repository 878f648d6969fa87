import { setTimeout as pause } from "node:timers/promises";
import { BizStatusError } from "@kitex-ts/core";
import type { ShopHandler } from "./kitex-gen/shop/service.ts";
import { type Item, NotFound, Shelf } from "./kitex-gen/shop/types.ts";

const items = new Map<string, Item>([
  ["tea", { id: "tea", title: "Green tea", priceCents: 950n, shelf: Shelf.FRONT, tags: ["loose", "organic"] }],
]);
const IN_STOCK = 10;
const OUT_OF_STOCK = 4001;

/** A shop with one item. `log` gets a line for each oneway call, which has no reply to be seen in. */
export function shopHandler(log: (line: string) => void): ShopHandler {
  return {
    find({ id }) {
      const item = items.get(id);
      if (item === undefined) throw new NotFound({ id });
      return item;
    },

    order({ id, count }) {
      if (count > IN_STOCK) {
        throw new BizStatusError(OUT_OF_STOCK, `only ${IN_STOCK} left`, { extra: { wanted: String(count) } });
      }
      return { orderId: `${id}-1`, totalCents: BigInt(count) * (items.get(id)?.priceCents ?? 0n) };
    },

    viewed(id) {
      log(`the server heard: somebody looked at "${id}"`);
    },

    async takeStock(ctx) {
      await pause(60_000, undefined, { signal: ctx.signal });
      return items.size;
    },

    whoAmI(ctx) {
      ctx.meta.backward.set("served-by", "demo");
      return `${ctx.meta.persistent.get("user") ?? "nobody"} of ${ctx.meta.transient.get("tenant") ?? "nowhere"}`;
    },
  };
}
