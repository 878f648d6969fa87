import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { ErrorCode, type Logger } from "@kitex-ts/core/extension";
import { fakeClock } from "@kitex-ts/core/testing";
import { Counter, Gauge, Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { serveMetrics } from "./endpoint.ts";

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** One request as it is given: `fetch` would tidy up the path. */
async function ask(port: number, path: string, method = "GET"): Promise<Answer> {
  const asking = request({ host: "127.0.0.1", port, path, method }).end();
  const [response] = await once(asking, "response");
  let body = "";
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode, headers: response.headers, body };
}

function countingRegistry(): Registry {
  const registry = new Registry();
  new Counter({ name: "teas_sold", help: "Teas.", registers: [registry] }).inc(3);
  return registry;
}

function brokenRegistry(error: unknown): Registry {
  const registry = new Registry();
  const collect = (): never => {
    throw error;
  };
  new Gauge({ name: "broken", help: "Throws.", registers: [registry], collect });
  return registry;
}

describe("the page of metrics", () => {
  test("is Prometheus' text", async () => {
    await using endpoint = await serveMetrics(countingRegistry(), { port: 0 });
    const { status, headers, body } = await ask(endpoint.port, "/metrics");
    expect(status).toBe(200);
    expect(headers).toMatchObject({ "content-type": "text/plain; version=0.0.4; charset=utf-8", connection: "close" });
    expect(body).toBe("# HELP teas_sold Teas.\n# TYPE teas_sold counter\nteas_sold 3\n");
  });

  test("has its length, and no body, for HEAD", async () => {
    await using endpoint = await serveMetrics(countingRegistry(), { port: 0 });
    const { status, headers, body } = await ask(endpoint.port, "/metrics", "HEAD");
    expect({ status, length: Number(headers["content-length"]) > 10, body }).toEqual({
      status: 200,
      length: true,
      body: "",
    });
  });

  test("is the same with a query", async () => {
    await using endpoint = await serveMetrics(countingRegistry(), { port: 0 });
    expect((await ask(endpoint.port, "/metrics?name[]=teas_sold")).status).toBe(200);
  });

  test("may have another path", async () => {
    await using endpoint = await serveMetrics(countingRegistry(), { port: 0, path: "/internal/metrics" });
    expect((await ask(endpoint.port, "/internal/metrics")).status).toBe(200);
    expect((await ask(endpoint.port, "/metrics")).status).toBe(404);
  });

  test.each(["/", "/metrics/", "/Metrics", "//metrics", "/../metrics", "/metrics%00", "/__proto__"])(
    "%s is not found",
    async (path) => {
      await using endpoint = await serveMetrics(countingRegistry(), { port: 0 });
      expect(await ask(endpoint.port, path)).toMatchObject({ status: 404, body: "not found\n" });
    },
  );

  test.each(["POST", "PUT", "DELETE", "OPTIONS"])("is not for %s", async (method) => {
    await using endpoint = await serveMetrics(countingRegistry(), { port: 0 });
    const { status, headers } = await ask(endpoint.port, "/metrics", method);
    expect({ status, allow: headers["allow"] }).toEqual({ status: 405, allow: "GET, HEAD" });
  });

  test("is answered for many at a time", async () => {
    await using endpoint = await serveMetrics(countingRegistry(), { port: 0 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(endpoint.port, "/metrics")));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
  });
});

describe("a metric that cannot be collected", () => {
  test("makes the scrape fail without a word of the error, and the logger hears of it", async () => {
    const lines: string[] = [];
    const logger: Logger = {
      ...silent,
      error: (facts, message) => void lines.push(`${message} ${Object.keys(facts)}`),
    };
    const error = new Error("password=secret");
    await using endpoint = await serveMetrics(brokenRegistry(error), { port: 0, logger });
    const { status, body } = await ask(endpoint.port, "/metrics");
    expect({ status, body }).toEqual({ status: 500, body: "the metrics could not be collected\n" });
    expect(lines).toEqual(["the metrics could not be collected error"]);
    expect((await ask(endpoint.port, "/metrics")).status).toBe(500); // and the endpoint lives on
  });

  test("is a warning of the process where there is no logger", async () => {
    const warned = once(process, "warning");
    await using endpoint = await serveMetrics(brokenRegistry(new Error("no")), { port: 0 });
    expect((await ask(endpoint.port, "/metrics")).status).toBe(500);
    const [warning] = await warned;
    expect(warning).toMatchObject({ code: "KITEX_WARN_METRICS", message: "the metrics could not be collected: no" });
  });
});

describe("listening", () => {
  test("on a port that is in use fails with what to do", async () => {
    await using first = await serveMetrics(countingRegistry(), { port: 0 });
    await expect(serveMetrics(countingRegistry(), { port: first.port })).rejects.toMatchObject({
      code: ErrorCode.AddressInUse,
      message: `metrics: 127.0.0.1:${first.port} is in use by another program: choose another port, or 0 for a free one`,
    });
  });

  test("on an address of another machine fails with the reason", async () => {
    await expect(serveMetrics(countingRegistry(), { port: 0, host: "192.0.2.1" })).rejects.toMatchObject({
      code: ErrorCode.InvalidOption,
      message: expect.stringContaining("metrics: cannot listen on 192.0.2.1:0: "),
    });
  });

  test.each([-1, 65_536, 1.5, Number.NaN])("on port %d is refused", async (port) => {
    await expect(serveMetrics(countingRegistry(), { port })).rejects.toMatchObject({ code: ErrorCode.InvalidOption });
  });

  test.each(["", "metrics", "/a?b", "/a#b", "/a b"])("with the path %j is refused", async (path) => {
    await expect(serveMetrics(countingRegistry(), { port: 0, path })).rejects.toMatchObject({
      code: ErrorCode.InvalidOption,
    });
  });

  test("keeps no process alive that lets it go", () => {
    const program = fileURLToPath(new URL("testdata/programs/unreferenced-endpoint.ts", import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, ["--conditions=@kitex-ts/source", program], {
      encoding: "utf8",
      timeout: 20_000,
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "listening\n" });
  });
});

describe("closing", () => {
  test("frees the port, and closing twice is closing once", async () => {
    const endpoint = await serveMetrics(countingRegistry(), { port: 0 });
    await ask(endpoint.port, "/metrics");
    expect(endpoint.close()).toBe(endpoint.close());
    await endpoint.close();
    await using next = await serveMetrics(countingRegistry(), { port: endpoint.port });
    expect(next.port).toBe(endpoint.port);
  });

  test("waits for a scrape in progress", async () => {
    const registry = new Registry();
    const collecting = Promise.withResolvers<void>();
    const collected = Promise.withResolvers<void>();
    new Gauge({
      name: "slow",
      help: "Takes its time.",
      registers: [registry],
      collect: () => {
        collecting.resolve();
        return collected.promise;
      },
    });
    const endpoint = await serveMetrics(registry, { port: 0 }, fakeClock());
    const scrape = ask(endpoint.port, "/metrics");
    await collecting.promise;
    const closed = endpoint.close();
    collected.resolve();
    expect((await scrape).status).toBe(200);
    await closed;
  });

  test("leaves a second to who says nothing, and then hangs up", async () => {
    const clock = fakeClock();
    const endpoint = await serveMetrics(countingRegistry(), { port: 0 }, clock);
    const mute = connect(endpoint.port, "127.0.0.1");
    await once(mute, "connect");
    mute.write("GET /metr"); // so that the server has seen it for sure once it answers another
    await ask(endpoint.port, "/metrics");
    const hungUp = once(mute, "close");
    mute.on("error", () => {}).resume();
    const closed = endpoint.close();
    clock.advance(1_000);
    await closed;
    await hungUp;
    expect(clock.pending).toBe(0);
  });
});
