import { BizStatusError, createClient, createServer, silentLogger } from "@kitex-ts/core";
import { DECLARED, type EchoClient, type EchoHandler, echoService } from "@kitex-ts/core/testing";
import { type Prometheus, type PrometheusOptions, prometheus } from "@kitex-ts/monitor-prometheus";
import { expect, test } from "vitest";
import { gate } from "../support/until.ts";
import { type MetricLine, parseMetrics, valuesOf } from "./prometheus-text.ts";

const Echo = echoService();

interface Shop extends AsyncDisposable {
  readonly metrics: Prometheus;
  readonly hostPort: string;
  /** A client that is measured, called `name`. */
  client(name?: string): ReturnType<typeof clientOf>;
  /** The page as somebody reads it over HTTP. */
  scrape(): Promise<readonly MetricLine[]>;
  /** Scrapes until the page has something: what the other end counts is counted in its own time. */
  scraped(until: (lines: readonly MetricLine[]) => boolean): Promise<readonly MetricLine[]>;
}

function clientOf(metrics: Prometheus, hostPort: string, name: string | undefined) {
  return createClient<EchoClient, EchoHandler>(Echo, {
    destination: "shop",
    hostPorts: [hostPort],
    suites: [metrics.clientSuite],
    logger: silentLogger,
    ...(name === undefined ? {} : { serviceName: name }),
  });
}

/** A server and clients of it, all measured, and the page of their metrics. */
async function openShop(handler: EchoHandler = {}, options: PrometheusOptions = {}): Promise<Shop> {
  const metrics = prometheus(options);
  const endpoint = await metrics.listen({ port: 0 });
  const server = createServer({
    port: 0,
    host: "127.0.0.1",
    serviceName: "shop",
    suites: [metrics.serverSuite],
    logger: silentLogger,
  });
  const { port = 0 } = await server.register(Echo, handler).listen();
  const clients: ReturnType<typeof clientOf>[] = [];
  const scrape = async (): Promise<readonly MetricLine[]> => {
    const response = await fetch(`http://127.0.0.1:${endpoint.port}/metrics`);
    expect(response.status).toBe(200);
    return parseMetrics(await response.text());
  };
  return {
    metrics,
    hostPort: `127.0.0.1:${port}`,
    client: (name) => {
      const client = clientOf(metrics, `127.0.0.1:${port}`, name);
      clients.push(client);
      return client;
    },
    scrape,
    scraped: async (until) => {
      for (const giveUpAt = performance.now() + 20_000; ; ) {
        const lines = await scrape();
        if (until(lines)) return lines;
        if (performance.now() > giveUpAt) throw new Error(`waited in vain: ${await metrics.metrics()}`);
      }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(clients.map((client) => client.close()));
      await server.close();
      await endpoint.close();
    },
  };
}

const web = { caller: "web", callee: "shop", method: "echo" };
const succeeded = { ...web, status: "succeed", retry: "0" };
const failed = { ...web, status: "error", retry: "0" };

test("a call that works is counted and timed at both ends, and both saw the same bytes", async () => {
  await using shop = await openShop();
  await shop.client("web").echo("hi");
  const lines = await shop.scraped((page) => valuesOf(page, "kitex_server_throughput", succeeded).length > 0);
  for (const side of ["client", "server"]) {
    expect(valuesOf(lines, `kitex_${side}_throughput`, succeeded)).toEqual([1]);
    expect(valuesOf(lines, `kitex_${side}_latency_us_count`, succeeded)).toEqual([1]);
    expect(valuesOf(lines, `kitex_${side}_latency_us_bucket`, { ...succeeded, le: "+Inf" })).toEqual([1]);
    expect(valuesOf(lines, `kitex_${side}_in_flight`, web)).toEqual([0]);
    expect(valuesOf(lines, `kitex_${side}_errors_total`)).toEqual([]);
  }
  for (const what of ["request", "response"]) {
    const [bytes = 0] = valuesOf(lines, `kitex_client_${what}_bytes_sum`, web);
    expect(bytes).toBeGreaterThan(20);
    expect(valuesOf(lines, `kitex_server_${what}_bytes_sum`, web)).toEqual([bytes]);
  }
});

test("a caller without a name is unknown", async () => {
  await using shop = await openShop();
  await shop.client().echo("hi");
  const lines = await shop.scraped((page) => valuesOf(page, "kitex_server_throughput").length > 0);
  expect(valuesOf(lines, "kitex_server_throughput", { ...succeeded, caller: "unknown" })).toEqual([1]);
  expect(valuesOf(lines, "kitex_client_throughput", { ...succeeded, caller: "unknown" })).toEqual([1]);
});

test("a business status and a declared exception are answers", async () => {
  await using shop = await openShop({
    echo: (request) => {
      throw request === "status"
        ? new BizStatusError(404, "no such tea")
        : Object.assign(new Error("sold out"), { name: DECLARED });
    },
  });
  const client = shop.client("web");
  await expect(client.echo("status")).rejects.toMatchObject({ status: 404 });
  await expect(client.echo("declared")).rejects.toMatchObject({ name: DECLARED });
  const lines = await shop.scraped((page) => valuesOf(page, "kitex_server_throughput", succeeded)[0] === 2);
  expect(valuesOf(lines, "kitex_client_throughput", succeeded)).toEqual([2]);
  expect(valuesOf(lines, "kitex_client_errors_total")).toEqual([]);
  expect(valuesOf(lines, "kitex_server_errors_total")).toEqual([]);
});

test("a handler that throws is an error at both ends, each with what it knows of it", async () => {
  await using shop = await openShop({
    echo: () => {
      throw new RangeError("out of tea");
    },
  });
  await expect(shop.client("web").echo("hi")).rejects.toThrow("out of tea");
  const lines = await shop.scraped((page) => valuesOf(page, "kitex_server_errors_total").length > 0);
  expect(valuesOf(lines, "kitex_client_throughput", failed)).toEqual([1]);
  expect(valuesOf(lines, "kitex_server_throughput", failed)).toEqual([1]);
  expect(valuesOf(lines, "kitex_client_errors_total", { ...web, code: "KITEX_ERR_REMOTE" })).toEqual([1]);
  expect(valuesOf(lines, "kitex_server_errors_total", { ...web, code: "RangeError" })).toEqual([1]);
});

test("a call that nobody answers in time is an error of the client's", async () => {
  const answer = gate();
  await using shop = await openShop({ echo: () => answer.opened });
  await expect(shop.client("web").echo("hi", { timeoutMs: 20 })).rejects.toMatchObject({
    code: "KITEX_ERR_RPC_TIMEOUT",
  });
  const lines = await shop.scrape();
  expect(valuesOf(lines, "kitex_client_errors_total", { ...web, code: "KITEX_ERR_RPC_TIMEOUT" })).toEqual([1]);
  expect(valuesOf(lines, "kitex_client_response_bytes_count", web)).toEqual([]);
  answer.open();
});

test("a oneway call has a request and no response", async () => {
  const heard = gate();
  await using shop = await openShop({ notify: () => heard.open() });
  await shop.client("web").notify("hi");
  await heard.opened;
  const notify = { ...web, method: "notify" };
  const lines = await shop.scraped((page) => valuesOf(page, "kitex_server_throughput", notify).length > 0);
  for (const side of ["client", "server"]) {
    expect(valuesOf(lines, `kitex_${side}_throughput`, { ...notify, status: "succeed" })).toEqual([1]);
    expect(valuesOf(lines, `kitex_${side}_request_bytes_count`, notify)).toEqual([1]);
    expect(valuesOf(lines, `kitex_${side}_response_bytes_count`, notify)).toEqual([]);
  }
});

test("calls and connections are seen while they are there", async () => {
  const [began, answer] = [gate(), gate()];
  await using shop = await openShop({
    echo: async () => {
      began.open();
      await answer.opened;
    },
  });
  const client = shop.client("web");
  const call = client.echo("hi");
  await began.opened;
  const during = await shop.scrape();
  expect(valuesOf(during, "kitex_client_in_flight", web)).toEqual([1]);
  expect(valuesOf(during, "kitex_server_in_flight", web)).toEqual([1]);
  expect(valuesOf(during, "kitex_client_connections", { callee: "shop", state: "in_use" })).toEqual([1]);
  expect(valuesOf(during, "kitex_server_connections", { callee: "shop", state: "in_use" })).toEqual([1]);
  expect(valuesOf(during, "kitex_client_pending_write_bytes", { callee: "shop" })).toEqual([0]);
  answer.open();
  await call;
  await client.close();
  const after = await shop.scraped((page) => valuesOf(page, "kitex_server_connections")[0] === 0);
  expect(valuesOf(after, "kitex_client_connections")).toEqual([]);
  expect(valuesOf(after, "kitex_server_in_flight", web)).toEqual([0]);
});

test("callers that make up names fill no more than their room", async () => {
  await using shop = await openShop({}, { maxLabelValues: 3 });
  for (let caller = 0; caller < 10; caller++) await shop.client(`caller "${caller}"\n`).echo("hi");
  const lines = await shop.scraped(
    (page) => valuesOf(page, "kitex_server_throughput").reduce((sum, count) => sum + count, 0) === 10,
  );
  expect(valuesOf(lines, "kitex_server_throughput")).toHaveLength(4);
  expect(valuesOf(lines, "kitex_server_throughput", { caller: 'caller "0"\n' })).toEqual([1]);
  expect(valuesOf(lines, "kitex_server_throughput", { caller: "other" })).toEqual([7]);
});

test("a call to nobody is counted with the reason", async () => {
  await using shop = await openShop();
  const client = shop.client("web");
  await expect(client.echo("hi", { hostPort: "127.0.0.1:1" })).rejects.toMatchObject({ code: "KITEX_ERR_CONNECT" });
  const lines = await shop.scrape();
  expect(valuesOf(lines, "kitex_client_errors_total", { ...web, code: "KITEX_ERR_CONNECT" })).toEqual([1]);
  expect(valuesOf(lines, "kitex_client_request_bytes_count", web)).toEqual([]);
  expect(valuesOf(lines, "kitex_client_in_flight", web)).toEqual([0]);
});
