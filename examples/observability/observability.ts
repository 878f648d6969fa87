import { createClient, createServer } from "@kitex-ts/core";
import { prometheus } from "@kitex-ts/monitor-prometheus";
import { otelClientSuite, otelServerSuite } from "@kitex-ts/tracing-otel";
import { context, propagation } from "@opentelemetry/api";
import { Orders, Stock } from "./kitex-gen/shop/service.ts";
import { OutOfStock } from "./kitex-gen/shop/types.ts";
import { exporter } from "./telemetry.ts";
import { traceTrees } from "./trace-tree.ts";

// Two services. They share a process here, and so the SDK and the registry; nothing else would change if they did not.
const metrics = prometheus();
const observed = {
  client: { suites: [otelClientSuite(), metrics.clientSuite] },
  server: { suites: [otelServerSuite(), metrics.serverSuite] },
};

let left = 5;
await using stockServer = createServer({ ...observed.server, port: 0, serviceName: "stock" }).register(Stock, {
  priceOf: () => 2.5,
  take: ({ item, amount }) => {
    console.log(`stock: ${amount} of ${item} for ${propagation.getActiveBaggage()?.getEntry("customer")?.value}`);
    if (amount > left) throw new OutOfStock({ left });
    left -= amount;
  },
});
const stockAt = await stockServer.listen();
await using stock = createClient(Stock, {
  ...observed.client,
  destination: "stock",
  hostPorts: [`127.0.0.1:${stockAt.port}`],
});

await using ordersServer = createServer({ ...observed.server, port: 0, serviceName: "orders" }).register(Orders, {
  place: async (order) => {
    const price = await stock.priceOf(order.item);
    await stock.take(order);
    return price * order.amount;
  },
});
const ordersAt = await ordersServer.listen();
await using orders = createClient(Orders, {
  ...observed.client,
  destination: "orders",
  serviceName: "checkout",
  hostPorts: [`127.0.0.1:${ordersAt.port}`],
});

// Baggage travels with the trace, through both services.
const baggage = propagation.createBaggage({ customer: { value: "ann" } });
await context.with(propagation.setBaggage(context.active(), baggage), async () => {
  console.log(`two cost ${await orders.place({ item: "tea", amount: 2 })}`);
  const outcome = await orders.place.safe({ item: "tea", amount: 20 });
  if (!outcome.ok) console.log(`twenty: ${outcome.error.name}`);
});

console.log(`\n${traceTrees(exporter.getFinishedSpans())}`);

const endpoint = await metrics.listen({ port: 0 });
const page = await fetch(`http://127.0.0.1:${endpoint.port}/metrics`);
const interesting = (await page.text())
  .split("\n")
  .filter((line) => /^kitex_\w+_(throughput|in_flight|connections)/.test(line));
console.log(`\nGET /metrics: ${page.status}\n${interesting.join("\n")}`);
await endpoint.close();
