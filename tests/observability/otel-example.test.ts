import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("examples/observability prints a trace across two services as a tree, and a page of metrics", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=@kitex-ts/source", "observability.ts"],
    { cwd: join(import.meta.dirname, "../../examples/observability"), encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const lines = stdout.replaceAll(/\d+\.\d ms/g, "N ms").split("\n");
  const metrics = lines.indexOf("GET /metrics: 200");
  expect(lines.slice(0, metrics)).toEqual([
    "stock: 2 of tea for ann",
    "two cost 5",
    "stock: 20 of tea for ann",
    "twenty: OutOfStock",
    "",
    "Orders/place (client, N ms)",
    "└─ Orders/place (server, N ms)",
    "   ├─ Stock/priceOf (client, N ms)",
    "   │  └─ Stock/priceOf (server, N ms)",
    "   └─ Stock/take (client, N ms)",
    "      └─ Stock/take (server, N ms)",
    "Orders/place (client, N ms, OutOfStock)",
    "└─ Orders/place (server, N ms, OutOfStock)",
    "   ├─ Stock/priceOf (client, N ms)",
    "   │  └─ Stock/priceOf (server, N ms)",
    "   └─ Stock/take (client, N ms, OutOfStock)",
    "      └─ Stock/take (server, N ms, OutOfStock)",
    "",
  ]);
  const page = lines.slice(metrics + 1).join("\n");
  expect(page).toMatch(/^kitex_client_throughput\{caller="checkout",callee="orders",method="place",.*\} 2$/m);
  expect(page).toMatch(/^kitex_server_throughput\{caller="orders",callee="stock",method="take",.*\} 2$/m);
  expect(page).toMatch(/^kitex_server_in_flight\{.*\} 0$/m);
});
