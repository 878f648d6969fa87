import type { Logger } from "@kitex-ts/core/extension";
import { afterEach, expect, test, vi } from "vitest";
import { type EtcdResolverOptions, etcdResolver } from "./etcd-resolver.ts";
import { never } from "./testdata/apis.ts";
import { answer } from "./testdata/once-and-ended.ts";
import { listAt, type ScriptedEtcd, scriptedEtcd } from "./testdata/scripted-etcd.ts";

afterEach(() => vi.restoreAllMocks());

const echo = { service: "echo", tags: new Map<string, string>() };
const storedValue = (address: string, weight = 10): string =>
  JSON.stringify({ network: "tcp", address, weight, tags: null });

/** An etcd that stores entries of the service `echo`. */
function etcdWith(entries: Readonly<Record<string, string>>): Promise<ScriptedEtcd> {
  const stored = Object.entries(entries).map(([name, value]) => [`kitex/registry-etcd/echo/${name}`, value]);
  return scriptedEtcd({ "KV/Range": answer(listAt(5, Object.fromEntries(stored))) });
}

function resolverOf(
  { url }: ScriptedEtcd,
  more: Partial<EtcdResolverOptions> = {},
): { readonly resolver: ReturnType<typeof etcdResolver>; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const logger: Logger = {
    debug: () => {},
    info: () => {},
    error: () => {},
    warn: (_, text) => void warnings.push(text),
  };
  return { resolver: etcdResolver({ endpoints: url, logger, ...more }), warnings };
}

test("entries are found by service, and those that nobody could call are left out, with one warning each", async () => {
  await using etcd = await etcdWith({ "a:1": storedValue("a:1"), bad: "not JSON", worse: storedValue("b:0") });
  const { resolver, warnings } = resolverOf(etcd);
  for (let times = 0; times < 3; times++) {
    const { instances } = await resolver.resolve(echo, never);
    expect(instances).toEqual([{ address: "a:1", weight: 10, tags: new Map() }]);
  }
  expect(warnings).toEqual([
    `kitex/registry-etcd/echo/bad is skipped: its value is not JSON; resolver: etcd ${etcd.url}`,
    `kitex/registry-etcd/echo/worse is skipped: its address is none that can be called; resolver: etcd ${etcd.url}`,
  ]);
  await resolver.close();
});

test("without a logger such a warning is one of the process", async () => {
  await using etcd = await etcdWith({ bad: "null" });
  const emit = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  await using resolver = etcdResolver({ endpoints: etcd.url });
  expect(await resolver.resolve(echo, never)).toEqual({ instances: [] });
  expect(emit).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("bad is skipped"), { code: "KITEX_WARN_ETCD" });
});

test("one server under two keys, with brackets and without, is one instance", async () => {
  await using etcd = await etcdWith({ "::1:80": storedValue("::1:80"), "[::1]:80": storedValue("[::1]:80", 20) });
  const { resolver } = resolverOf(etcd);
  const { instances } = await resolver.resolve(echo, never);
  expect(instances).toEqual([{ address: "[::1]:80", weight: 20, tags: new Map() }]);
  await resolver.close();
});

test("the weight of those that state none is an option", async () => {
  await using etcd = await etcdWith({ "a:1": storedValue("a:1", 0) });
  const { resolver } = resolverOf(etcd, { defaultWeight: 3 });
  const { instances } = await resolver.resolve(echo, never);
  expect(instances).toEqual([{ address: "a:1", weight: 3, tags: new Map() }]);
  await resolver.close();
});

test.each([0, -1, 1.5])("a default weight of %s is refused", (defaultWeight) => {
  expect(() => etcdResolver({ endpoints: "a:1", defaultWeight })).toThrow("defaultWeight must be a whole number");
});

test("keys are looked for below the prefix of the options", async () => {
  await using etcd = await etcdWith({});
  const { resolver } = resolverOf(etcd, { prefix: "" });
  await resolver.resolve(echo, never);
  expect(String(etcd.calls[0]?.request.get(1))).toBe("/echo/");
  await resolver.close();
});

test("a service name with a slash is refused, and a watch says so once", async () => {
  await using etcd = await etcdWith({});
  const { resolver } = resolverOf(etcd);
  const target = { service: "a/b", tags: new Map<string, string>() };
  await expect(resolver.resolve(target, never)).rejects.toMatchObject({ code: "KITEX_ERR_INVALID_OPTION" });
  const told: unknown[] = [];
  resolver.watch(target, { onResult: (result) => told.push(result), onError: (error) => told.push(error) }, never);
  expect(told).toEqual([expect.objectContaining({ code: "KITEX_ERR_INVALID_OPTION" })]);
  expect(etcd.calls).toEqual([]);
  await resolver.close();
});
