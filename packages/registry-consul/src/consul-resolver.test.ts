import { spawn } from "node:child_process";
import { once } from "node:events";
import type { ResolveResult } from "@kitex-ts/core/extension";
import { fakeClock } from "@kitex-ts/core/testing";
import { expect, test } from "vitest";
import { consulResolver } from "./consul-resolver.ts";
import { scriptedAgent } from "./testdata/scripted-agent.ts";
import { storedEntry } from "./testdata/stored.ts";
import { until } from "./testdata/until.ts";

const never = new AbortController().signal;
const echo = { service: "echo", tags: new Map<string, string>() };
const entry = storedEntry({ ID: "echo:10.0.0.1:80", Address: "10.0.0.1", Port: 80 });

test("resolving reads who passes its checks, with the options of the connection", async () => {
  await using agent = await scriptedAgent((request) => request.answer([entry], { index: 7 }));
  const resolver = consulResolver({ address: agent.address, datacenter: "dc2", namespace: "team" });
  expect(resolver.name).toBe(`consul ${agent.address}`);
  expect(await resolver.resolve(echo, never)).toEqual({
    instances: [{ address: "10.0.0.1:80", weight: 10, tags: new Map() }],
  });
  const { path, query } = agent.request(0);
  expect({ path, query }).toEqual({
    path: "/v1/health/service/echo",
    query: { passing: "1", dc: "dc2", ns: "team" },
  });
});

test("resolving fails when the agent does", async () => {
  await using agent = await scriptedAgent((request) => request.answer("No cluster leader", { status: 500 }));
  await expect(consulResolver({ address: agent.address }).resolve(echo, never)).rejects.toThrow(
    `consul ${agent.address}: looking up "echo": 500 No cluster leader`,
  );
});

test("a watch reads at once, then waits for news of what it read, and ends with its signal", async () => {
  await using agent = await scriptedAgent((request, number) => {
    if (number < 2) request.answer(number === 0 ? [entry] : [], { index: 7 + number });
  });
  const clock = fakeClock();
  const heard: ResolveResult[] = [];
  const watching = new AbortController();
  const resolver = consulResolver({ address: agent.address, waitSeconds: 10, clock });
  resolver.watch?.(echo, { onResult: (result) => heard.push(result), onError: () => {} }, watching.signal);
  // One timer: the pause. While a request is under way it is its limit.
  await until(() => heard.length === 1 && clock.pending === 1);
  clock.advance(100);
  await until(() => heard.length === 2 && clock.pending === 1);
  clock.advance(100);
  await agent.received(3);
  expect(heard.map(({ instances }) => instances.length)).toEqual([1, 0]);
  expect(agent.requests.map(({ query }) => query)).toEqual([
    { passing: "1" },
    { passing: "1", index: "7", wait: "10s" },
    { passing: "1", index: "8", wait: "10s" },
  ]);
  watching.abort();
  await until(() => agent.open === 0);
  expect(clock.pending).toBe(0);
});

// Between two reads a watch pauses, and an agent restarts faster than that.
test.each([6, 7, 8])(
  "an agent that lost its data in a pause is not asked with the index of before: it is at %d",
  async (index) => {
    const before = await scriptedAgent((request) => request.answer([entry], { index: 7 }));
    const clock = fakeClock();
    const heard: ResolveResult[] = [];
    const watching = new AbortController();
    const resolver = consulResolver({ address: before.address, clock, requestTimeoutMs: 1e9 });
    const onResult = (result: ResolveResult): void => void heard.push(result);
    const errors: unknown[] = [];
    resolver.watch?.(echo, { onResult, onError: (error) => errors.push(error) }, watching.signal);
    await until(() => heard.length === 1 && clock.pending === 1);
    await before[Symbol.asyncDispose]();
    // It holds whoever asks with an index, as an agent does where nothing changes.
    await using after = await scriptedAgent(
      (request) => {
        if (request.query["index"] === undefined) request.answer([], { index });
      },
      { host: "127.0.0.1", port: before.port },
    );
    await until(() => {
      clock.advance(1); // through the pause after an answer, and that after a failure
      return after.requests.length === 2;
    });
    expect(heard.map(({ instances }) => instances.length)).toEqual([1, 0]);
    expect(errors).toEqual([]);
    expect(after.requests.map(({ query }) => query["index"])).toEqual([undefined, String(index)]);
    watching.abort();
    await until(() => after.open === 0);
  },
);

test("a watch that waits for news does not keep its process alive", async () => {
  await using agent = await scriptedAgent((request, number) => {
    if (number < 2) request.answer([entry], { index: 7 + number });
  });
  const program = `
    import { consulResolver } from "@kitex-ts/registry-consul";
    process.stdin.resume(); // holds it until the end of the input
    const listener = { onResult: () => {}, onError: console.error };
    consulResolver().watch({ service: "echo", tags: new Map() }, listener, new AbortController().signal);
  `;
  const child = spawn(process.execPath, ["--conditions=@kitex-ts/source", "--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
    env: { ...process.env, CONSUL_HTTP_ADDR: agent.address },
    stdio: ["pipe", "inherit", "inherit"],
  });
  try {
    const exited = once(child, "exit");
    await agent.received(3);
    child.stdin.end();
    expect((await exited)[0]).toBe(0);
  } finally {
    child.kill("SIGKILL");
  }
});

test("a watch whose signal has aborted asks nobody", async () => {
  await using agent = await scriptedAgent((request) => request.answer([]));
  const resolver = consulResolver({ address: agent.address });
  resolver.watch?.(echo, { onResult: () => {}, onError: () => {} }, AbortSignal.abort());
  await resolver.resolve(echo, never);
  expect(agent.requests).toHaveLength(1);
});

test("an entry that cannot be used is warned of once, and a new reason anew", async () => {
  const bad = (Port: number): object => storedEntry({ ID: "bad", Address: "10.0.0.1", Port });
  await using agent = await scriptedAgent((request, number) => request.answer([bad(number < 2 ? 0 : 99_999), entry]));
  const warnings: string[] = [];
  const warn = (_facts: object, message: string): void => void warnings.push(message);
  const logger = { debug: () => {}, info: () => {}, warn, error: () => {} };
  const resolver = consulResolver({ address: agent.address, logger });
  for (let times = 0; times < 3; times++) {
    const { instances } = await resolver.resolve(echo, never);
    expect(instances.map(({ address }) => address)).toEqual(["10.0.0.1:80"]);
  }
  expect(warnings).toEqual([
    `consul ${agent.address}: the entry "bad" is skipped: nobody can call the address ["10.0.0.1",0]`,
    `consul ${agent.address}: the entry "bad" is skipped: nobody can call the address ["10.0.0.1",99999]`,
  ]);
});

test.each([0, -1, Number.NaN, 601])("waitSeconds: %d is refused", (waitSeconds) => {
  expect(() => consulResolver({ waitSeconds })).toThrow(/^waitSeconds must be /);
});
