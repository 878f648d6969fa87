import { createClient, createServer, silentLogger } from "@kitex-ts/core";
import { shopHandler } from "./handler.ts";
import { Shop } from "./kitex-gen/shop/service.ts";

/** Serves the shop on `port`, calls each of its methods once, and tells `say` what happened. */
export async function callTheShop(port: number, say: (what: string, outcome: unknown) => void): Promise<void> {
  const heard = Promise.withResolvers<string>();
  // What goes wrong here is shown as the caller sees it; the server's own log lines would only repeat it.
  await using server = createServer({ port, host: "127.0.0.1", logger: silentLogger });
  server.register(Shop, shopHandler(heard.resolve));
  const at = await server.listen();
  say("server", `listening on ${at.host}:${at.port}`);

  await using shop = createClient(Shop, { destination: "shop", hostPorts: [`${at.host}:${at.port}`] });

  say("struct", await shop.find({ id: "tea" }));

  const missing = await shop.find.safe({ id: "coffee" });
  if (missing.ok || missing.error.name !== "NotFound") throw new Error("coffee was found");
  say("exception", `${missing.error.name}: no "${missing.error.fields.id}"; ${missing.error.fields.hint}`);

  const order = await shop.order.safe({ id: "tea", count: 12 });
  if (order.ok || order.error.name !== "BizStatusError") throw new Error("twelve were sold");
  say("business status", `${order.error.status} ${order.error.message}, ${JSON.stringify([...order.error.extra])}`);

  await shop.viewed("tea");
  say("oneway", await heard.promise);

  const who = await shop.whoAmI({
    meta: { persistent: { user: "ann" }, transient: { tenant: "acme" } },
    onBackward: (values) => say("metainfo back", [...values]),
  });
  say("metainfo", who);

  const late = await shop.takeStock.safe({ timeoutMs: 100 });
  if (late.ok) throw new Error("the stock was taken in no time");
  say("timeout", late.error.message);
}
