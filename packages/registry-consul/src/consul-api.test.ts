import { mkdtempSync, rmSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { type FakeClock, fakeClock } from "@kitex-ts/core/testing";
import Consul from "consul";
import { describe, expect, test } from "vitest";
import { resolveConnection } from "./connection-options.ts";
import { ConsulApi } from "./consul-api.ts";
import { ConsulError } from "./consul-error.ts";
import { resolveCheck, type ServiceEntry, serviceEntry } from "./service-entry.ts";
import { type ScriptedAgent, scriptedAgent } from "./testdata/scripted-agent.ts";
import { until } from "./testdata/until.ts";

const never = new AbortController().signal;
const entry: ServiceEntry = serviceEntry(
  { service: "echo", address: "127.0.0.1:80", weight: 30, tags: new Map([["zone", "a"]]) },
  resolveCheck({ kind: "ttl" }),
  60,
);

function apiFor(
  agent: ScriptedAgent,
  options: { readonly token?: string; readonly clock?: FakeClock } = {},
): ConsulApi {
  return new ConsulApi(resolveConnection({ address: agent.address, ...options }, {}));
}

/** The library by itself. */
function bareFor({ port }: ScriptedAgent): Consul {
  return new Consul({ host: "127.0.0.1", port });
}

/** Whether a promise has not settled; asked when everything that could settle it has happened. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  promise.then(settle, settle);
  let turns = 0;
  await until(() => ++turns > 3);
  return !settled;
}

describe("weights", () => {
  test("the library drops them", async () => {
    await using agent = await scriptedAgent((request) => request.answer(""));
    const given = { name: "echo", address: "127.0.0.1", port: 80, weights: { passing: 30, warning: 30 } };
    await bareFor(agent).agent.service.register(given);
    expect(agent.request(0).body).toEqual({ Name: "echo", Address: "127.0.0.1", Port: 80 });
  });

  test("here the whole entry is sent as it is", async () => {
    await using agent = await scriptedAgent((request) => request.answer(""));
    await apiFor(agent).register(entry, never);
    const { method, path, query, body } = agent.request(0);
    expect({ method, path, query }).toEqual({
      method: "PUT",
      path: "/v1/agent/service/register",
      query: { "replace-existing-checks": "true" },
    });
    expect(body).toEqual(entry);
  });
});

describe("an agent that does not answer", () => {
  test("holds the library for ever, and a request here for 3 s", async () => {
    await using agent = await scriptedAgent(() => {});
    const clock = fakeClock();
    const bare = bareFor(agent).health.service("echo");
    bare.catch(() => {}); // it fails when the test is over
    const guarded = apiFor(agent, { clock }).passing("echo", never);
    await agent.received(2);
    clock.advance(3_000);
    await expect(guarded).rejects.toThrow(`consul ${agent.address}: looking up "echo": no answer within 3000 ms`);
    clock.advance(600_000);
    expect(await isPending(bare)).toBe(true);
  });

  test("ends after its wait, a sixteenth more and 3 s where a read waits for news", async () => {
    await using agent = await scriptedAgent(() => {});
    const clock = fakeClock();
    const guarded = apiFor(agent, { clock }).reads("echo", 32).read(7n, never);
    await agent.received(1);
    clock.advance(32_000 + 2_000 + 3_000 - 1);
    expect(await isPending(guarded)).toBe(true);
    clock.advance(1);
    await expect(guarded).rejects.toThrow("no answer within 37000 ms");
  });

  test("has its connection closed, and leaves no timer", async () => {
    await using agent = await scriptedAgent(() => {});
    const clock = fakeClock();
    const guarded = apiFor(agent, { clock }).pass("x", never);
    await agent.received(1);
    clock.advance(3_000);
    await expect(guarded).rejects.toThrow(ConsulError);
    await until(() => agent.open === 0);
    expect(clock.pending).toBe(0);
  });
});

test("an answer that stops half-way holds the library for ever, and a request here for 3 s", async () => {
  await using agent = await scriptedAgent(({ response }) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    response.write("[", () => response.destroy());
  });
  const clock = fakeClock();
  const bare = bareFor(agent).health.service("echo");
  const guarded = apiFor(agent, { clock }).passing("echo", never);
  await agent.received(2);
  await until(() => agent.open === 0);
  expect(await isPending(bare)).toBe(true);
  clock.advance(3_000);
  await expect(guarded).rejects.toThrow("no answer within 3000 ms");
});

describe("an AbortSignal", () => {
  test("means nothing to the library, and ends a request here at once with its reason", async () => {
    await using agent = await scriptedAgent(() => {});
    const controller = new AbortController();
    const bare = bareFor(agent).health.service(Object.assign({ service: "echo" }, { signal: controller.signal }));
    bare.catch(() => {}); // it fails when the test is over
    const guarded = apiFor(agent).reads("echo", 30).read(7n, controller.signal);
    await agent.received(2);
    const reason = new Error("the client was closed");
    controller.abort(reason);
    await expect(guarded).rejects.toBe(reason);
    await until(() => agent.open === 1);
    expect(await isPending(bare)).toBe(true);
  });

  test("that has aborted before sends nothing", async () => {
    await using agent = await scriptedAgent((request) => request.answer(""));
    const reason = new Error("too late");
    await expect(apiFor(agent).register(entry, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(agent.requests).toEqual([]);
  });
});

describe("what the agent says of a failure", () => {
  const text = 'Unknown check ID "service:echo:127.0.0.1:80". Ensure that the check ID is passed, not the check name.';

  test("is lost in the library when it is longer than 80 characters", async () => {
    await using agent = await scriptedAgent((request) => request.answer(text, { status: 404 }));
    await expect(bareFor(agent).agent.check.pass("x")).rejects.toThrow(/^not found$/);
  });

  test("is in the error here, with the status", async () => {
    await using agent = await scriptedAgent((request) => request.answer(text, { status: 404 }));
    const failed = apiFor(agent).pass("x", never);
    await expect(failed).rejects.toThrow(`consul ${agent.address}: a heartbeat of "x": 404 ${text}`);
    await expect(failed).rejects.toMatchObject({ name: "ConsulError", status: 404 });
  });

  test("comes in one line of 300 characters, without the token", async () => {
    const spiteful = `t0ken\r\n\u001b[31m${"x".repeat(400)}`;
    await using agent = await scriptedAgent((request) => request.answer(spiteful, { status: 500 }));
    await expect(apiFor(agent, { token: "t0ken" }).pass("x", never)).rejects.toThrow(`: 500 … [31m${"x".repeat(294)}`);
  });

  test("may be nothing at all", async () => {
    await using agent = await scriptedAgent((request) => request.answer("", { status: 503 }));
    await expect(apiFor(agent).pass("x", never)).rejects.toThrow(/a heartbeat of "x": 503$/);
  });
});

describe("the token", () => {
  test("hangs on the library's errors, and on none of ours", async () => {
    await using agent = await scriptedAgent((request) => request.answer("ACL not found", { status: 403 }));
    const shown = (error: unknown): string => inspect(error, { depth: 20, showHidden: true });
    const bare = await bareFor(agent)
      .agent.check.pass({ id: "x", token: "t0ken" })
      .then(() => "", shown);
    expect(bare).toContain("t0ken");
    const ours = await apiFor(agent, { token: "t0ken" })
      .pass("x", never)
      .then(() => "", shown);
    expect(ours).toContain("403 ACL not found");
    expect(ours).not.toContain("t0ken");
  });

  test("is sent with every request", async () => {
    await using agent = await scriptedAgent((request) => request.answer([], { index: 1 }));
    const api = apiFor(agent, { token: "t0ken" });
    await api.register(entry, never);
    await api.pass("x", never);
    await api.find("x", never);
    await api.deregister("x", never);
    await api.passing("echo", never);
    expect(agent.requests.map(({ headers }) => headers["x-consul-token"])).toEqual(Array(5).fill("t0ken"));
  });
});

const hasIPv6 = Object.values(networkInterfaces()).some((found) => found?.some(({ address }) => address === "::1"));
if (!hasIPv6) process.stderr.write("SKIPPED an agent on an IPv6 address: this machine has no ::1\n");

test.skipIf(!hasIPv6)("an agent on an IPv6 address is out of the library's reach, and is reached here", async () => {
  await using agent = await scriptedAgent((request) => request.answer(""), { host: "::1" });
  expect(() => new Consul({ host: "::1", port: agent.port })).toThrow("Invalid URL");
  await expect(new Consul({ host: "[::1]", port: agent.port }).agent.check.pass("x")).rejects.toThrow("ENOTFOUND");
  const api = new ConsulApi(resolveConnection({ address: `http://[::1]:${agent.port}` }, {}));
  await api.pass("x", never);
  expect(agent.requests).toHaveLength(1);
});

test("an agent on a Unix socket is reached", async () => {
  const folder = mkdtempSync(join(tmpdir(), "consul-api-"));
  try {
    await using agent = await scriptedAgent((request) => request.answer(""), { path: join(folder, "http.sock") });
    await apiFor(agent).pass("x", never);
    expect(agent.request(0).path).toBe("/v1/agent/check/update/x");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("an id is one part of the path, whatever is in it", async () => {
  await using agent = await scriptedAgent((request) => request.answer(""));
  await apiFor(agent).deregister("50% off/ä:[::1]:80", never);
  const { path } = agent.request(0);
  const [prefix, last = ""] = path.split("/deregister/");
  expect(prefix).toBe("/v1/agent/service");
  expect(decodeURIComponent(last)).toBe("50% off/ä:[::1]:80");
  expect(last).not.toContain("/");
});

describe("the library's own watch", () => {
  test("keeps its index through a failure, so that an agent which lost its data and counts to the same is not read", async () => {
    await using agent = await scriptedAgent((request, number) => {
      if (number === 0) request.answer(["before"], { index: 20 });
      else if (number === 1) request.cut();
      else if (number === 2) request.answer(["after"], { index: 20 });
    });
    const bare = bareFor(agent);
    const watch = bare.watch({
      method: bare.health.service.bind(bare.health),
      options: { service: "echo" },
      backoffFactor: 1,
    });
    const changes: unknown[] = [];
    watch.on("change", (data) => changes.push(data));
    watch.on("error", () => {});
    await agent.received(4);
    watch.end();
    expect(agent.requests.map(({ query }) => query["index"])).toEqual(["0", "20", "20", "20"]);
    expect(changes).toEqual([["before"]]);
  });

  test("asks as fast as it is answered", async () => {
    await using agent = await scriptedAgent((request) => request.answer([], { index: 20 }));
    const bare = bareFor(agent);
    const started = performance.now();
    const watch = bare.watch({ method: bare.health.service.bind(bare.health), options: { service: "echo" } });
    watch.on("error", () => {});
    await agent.received(100);
    watch.end();
    // Here 100 rounds take 10 s.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

test("the library does not take options without a prototype", async () => {
  await using agent = await scriptedAgent((request) => request.answer([]));
  const given: { service: string } = Object.assign(Object.create(null), { service: "echo" });
  await expect(bareFor(agent).health.service(given)).rejects.toThrow(TypeError);
});

describe("a lookup", () => {
  test("gives the index and the entries", async () => {
    await using agent = await scriptedAgent((request) => request.answer([{ Service: {} }], { index: 42 }));
    const reads = apiFor(agent).reads("echo", 30);
    expect(await reads.read(7n, never)).toEqual({ index: 42n, entries: [{ Service: {} }] });
    reads.close();
    const { method, path, query } = agent.request(0);
    expect({ method, path, query }).toEqual({
      method: "GET",
      path: "/v1/health/service/echo",
      query: { passing: "1", index: "7", wait: "30s" },
    });
  });

  test.each([
    ["an object", { not: "a list" }],
    ["text", "<html>log in</html>"],
    ["nothing", ""],
  ])("that is answered with %s is a failure", async (_, body) => {
    await using agent = await scriptedAgent((request) => request.answer(body));
    await expect(apiFor(agent).passing("echo", never)).rejects.toThrow(
      `consul ${agent.address}: looking up "echo": the answer is no list of instances`,
    );
  });

  test("that is answered with half of a JSON text is a failure", async () => {
    await using agent = await scriptedAgent(({ response }) => {
      response.writeHead(200, { "content-type": "application/json" }).end('[{"Service"');
    });
    await expect(apiFor(agent).passing("echo", never)).rejects.toThrow(ConsulError);
  });

  test.each([undefined, "", "abc", "-1", "1.5", "9".repeat(30)])("with the index %j has none", async (index) => {
    await using agent = await scriptedAgent(({ response }) => {
      const head = { "content-type": "application/json", ...(index === undefined ? {} : { "x-consul-index": index }) };
      response.writeHead(200, head).end("[]");
    });
    expect(await apiFor(agent).passing("echo", never)).toEqual({ index: 0n, entries: [] });
  });

  test("does not follow to another place", async () => {
    await using agent = await scriptedAgent(({ response }) => {
      response.writeHead(301, { location: "/v1/kv/secret" }).end();
    });
    await expect(apiFor(agent).passing("../../kv/secret", never)).rejects.toMatchObject({ status: 301 });
    expect(agent.requests).toHaveLength(1);
  });
});

describe("reads one after another", () => {
  test("go over one connection, until one begins anew", async () => {
    await using agent = await scriptedAgent((request) => request.answer([], { index: 7 }));
    const reads = apiFor(agent).reads("echo", 30);
    for (const index of [0n, 7n, 7n, 0n, 7n]) await reads.read(index, never);
    expect(agent.requests.map(({ connection }) => connection)).toEqual([0, 0, 0, 1, 1]);
    reads.close();
    await until(() => agent.open === 0);
  });

  test("ask nobody else with an index, when the connection that it came by is lost", async () => {
    const before = await scriptedAgent((request) => request.answer(["before"], { index: 20 }));
    const reads = apiFor(before).reads("echo", 30);
    await reads.read(0n, never);
    await before[Symbol.asyncDispose]();
    await using after = await scriptedAgent((request) => request.answer(["after"], { index: 20 }), {
      host: "127.0.0.1",
      port: before.port,
    });
    await expect(reads.read(20n, never)).rejects.toThrow(ConsulError);
    await expect(reads.read(20n, never)).rejects.toThrow(`looking up "echo": the connection was closed`);
    expect(after.requests).toEqual([]);
    expect(await reads.read(0n, never)).toEqual({ index: 20n, entries: ["after"] });
    reads.close();
  });

  test("fail when the agent closes the connection behind each answer", async () => {
    await using agent = await scriptedAgent(({ response }) => {
      const head = { "content-type": "application/json", "x-consul-index": "7", connection: "close" };
      response.writeHead(200, head).end("[]");
    });
    const reads = apiFor(agent).reads("echo", 30);
    await reads.read(0n, never);
    await expect(reads.read(7n, never)).rejects.toThrow(`looking up "echo": the connection was closed`);
    expect(agent.requests).toHaveLength(1);
  });

  test("end in an error when they are closed", async () => {
    await using agent = await scriptedAgent(() => {});
    const reads = apiFor(agent).reads("echo", 30);
    const read = reads.read(0n, never);
    await agent.received(1);
    reads.close();
    await expect(read).rejects.toThrow(ConsulError);
    await until(() => agent.open === 0);
  });
});

test("an agent that is not there is named with what the system says", async () => {
  const agent = await scriptedAgent(() => {});
  await agent[Symbol.asyncDispose]();
  const failed = apiFor(agent).pass("x", never);
  await expect(failed).rejects.toThrow(
    `consul ${agent.address}: a heartbeat of "x": connect ECONNREFUSED 127.0.0.1:${agent.port}`,
  );
  await expect(failed).rejects.toMatchObject({ status: undefined, cause: { code: "ECONNREFUSED" } });
});

test("nothing stays open behind a request", async () => {
  await using agent = await scriptedAgent((request) => request.answer([], { index: 1 }));
  const clock = fakeClock();
  const controller = new AbortController();
  await apiFor(agent, { clock }).passing("echo", controller.signal);
  await until(() => agent.open === 0);
  expect(clock.pending).toBe(0);
});

test("a path in front of the API is kept", async () => {
  await using agent = await scriptedAgent((request) => request.answer(""));
  await new ConsulApi(resolveConnection({ address: `${agent.address}/consul/` }, {})).pass("x", never);
  expect(agent.request(0).path).toBe("/consul/v1/agent/check/update/x");
});
