import type { Logger, RegistryInfo } from "@kitex-ts/core/extension";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type EtcdRegistryOptions, etcdRegistry } from "./etcd-registry.ts";
import { never } from "./testdata/apis.ts";
import { answer, refuse } from "./testdata/once-and-ended.ts";
import { headerAt, type ScriptedCall, type ScriptedEtcd, Status, scriptedEtcd } from "./testdata/scripted-etcd.ts";

afterEach(() => vi.unstubAllEnvs());

const info: RegistryInfo = { service: "echo", address: "10.0.0.7:8888", weight: 10, tags: new Map([["zone", "a"]]) };
const key = "kitex/registry-etcd/echo/10.0.0.7:8888";

/** An etcd in small: leases, and entries that go with them. */
class SmallEtcd {
  readonly leases = new Set<bigint>();
  readonly entries = new Map<string, { readonly value: string; readonly lease: bigint }>();
  failPuts = false;
  #granted = 100n;

  readonly script: Readonly<Record<string, (call: ScriptedCall) => void>> = {
    "Lease/LeaseGrant": (call) => {
      this.leases.add(++this.#granted);
      answer({ ...headerAt(1), 2: this.#granted, 3: 60 })(call);
    },
    "Lease/LeaseKeepAlive": (call) => {
      const lease = numberIn(call, 1);
      call.send({ ...headerAt(1), 2: lease, ...(this.leases.has(lease) ? { 3: 60 } : {}) });
    },
    "Lease/LeaseRevoke": (call) => {
      const lease = numberIn(call, 1);
      if (!this.leases.delete(lease)) return refuse(Status.NotFound, "etcdserver: requested lease not found")(call);
      for (const [name, entry] of this.entries) if (entry.lease === lease) this.entries.delete(name);
      return answer(headerAt(1))(call);
    },
    "KV/Put": (call) => {
      if (this.failPuts) return refuse(Status.Unavailable, "etcdserver: no leader")(call);
      const lease = numberIn(call, 3);
      this.entries.set(textIn(call, 1), { value: textIn(call, 2), lease });
      return answer(headerAt(1))(call);
    },
    "KV/Range": (call) => {
      const entry = this.entries.get(textIn(call, 1));
      answer({ ...headerAt(1), ...(entry ? { 2: [{ 1: textIn(call, 1), 5: entry.value, 6: entry.lease }] } : {}) })(
        call,
      );
    },
  };
}

function numberIn(call: ScriptedCall, field: number): bigint {
  const value = call.request.get(field);
  return typeof value === "bigint" ? value : 0n;
}

function textIn(call: ScriptedCall, field: number): string {
  return String(call.request.get(field) ?? "");
}

async function smallEtcd(): Promise<SmallEtcd & { readonly server: ScriptedEtcd } & AsyncDisposable> {
  const small = new SmallEtcd();
  const server = await scriptedEtcd(small.script);
  return Object.assign(small, { server, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() });
}

const registryOf = (
  { server }: { readonly server: ScriptedEtcd },
  more: Partial<EtcdRegistryOptions> = {},
): ReturnType<typeof etcdRegistry> => etcdRegistry({ endpoints: server.url, ...more });

test("an entry is stored under a lease, and both go when it is deregistered", async () => {
  await using etcd = await smallEtcd();
  await using registry = registryOf(etcd);
  await registry.register(info, never);
  expect([...etcd.entries]).toEqual([
    [key, { value: '{"network":"tcp","address":"10.0.0.7:8888","weight":10,"tags":{"zone":"a"}}', lease: 101n }],
  ]);
  await registry.heartbeat(info, never);
  await registry.deregister(info, never);
  expect({ entries: etcd.entries.size, leases: etcd.leases.size }).toEqual({ entries: 0, leases: 0 });
});

test("registering again keeps the lease while it lives, and takes another when it is gone", async () => {
  await using etcd = await smallEtcd();
  await using registry = registryOf(etcd);
  await registry.register(info, never);
  etcd.entries.clear();
  await expect(registry.heartbeat(info, never)).rejects.toMatchObject({ code: "ENTRY_LOST" });
  await registry.register(info, never);
  expect(etcd.entries.get(key)?.lease).toBe(101n);
  etcd.leases.clear();
  etcd.entries.clear();
  await expect(registry.heartbeat(info, never)).rejects.toMatchObject({ code: "LEASE_LOST" });
  await registry.register(info, never);
  expect(etcd.entries.get(key)?.lease).toBe(102n);
  await registry.heartbeat(info, never);
});

test("an entry whose put was not seen to work goes all the same, for its lease ends", async () => {
  await using etcd = await smallEtcd();
  await using registry = registryOf(etcd);
  etcd.failPuts = true;
  await expect(registry.register(info, never)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(etcd.leases.size).toBe(1);
  await registry.deregister(info, never);
  expect(etcd.leases.size).toBe(0);
});

test("deregistering leaves the entry of a server that took over the address", async () => {
  await using etcd = await smallEtcd();
  await using before = registryOf(etcd);
  await using after = registryOf(etcd);
  await before.register(info, never);
  await after.register({ ...info }, never);
  await before.deregister(info, never);
  expect(etcd.entries.get(key)?.lease).toBe(102n);
});

test("two that announce one address are told so, once", async () => {
  await using etcd = await smallEtcd();
  const warnings: string[] = [];
  const logger: Logger = {
    debug: () => {},
    info: () => {},
    error: () => {},
    warn: (_, text) => void warnings.push(text),
  };
  await using one = registryOf(etcd, { logger });
  await using other = registryOf(etcd, { logger });
  const same = { ...info };
  await one.register(info, never);
  await other.register(same, never);
  for (let beat = 0; beat < 3; beat++) {
    await one.heartbeat(info, never);
    await other.heartbeat(same, never);
  }
  expect(warnings).toEqual([
    `echo at 10.0.0.7:8888 was announced by somebody else as well; registry: etcd ${etcd.server.url}`,
  ]);
});

test("KITEX_IP_TO_REGISTRY and KITEX_PORT_TO_REGISTRY count in key and value, and when the entry is removed", async () => {
  vi.stubEnv("KITEX_IP_TO_REGISTRY", "192.0.2.1");
  vi.stubEnv("KITEX_PORT_TO_REGISTRY", "30080");
  await using etcd = await smallEtcd();
  await using registry = registryOf(etcd, { prefix: "my/prefix" });
  vi.unstubAllEnvs();
  await registry.register(info, never);
  expect([...etcd.entries].map(([name, { value }]) => [name, value])).toEqual([
    ["my/prefix/echo/192.0.2.1:30080", expect.stringContaining('"address":"192.0.2.1:30080"')],
  ]);
  await registry.heartbeat(info, never);
  await registry.deregister(info, never);
  expect(etcd.entries.size).toBe(0);
});

test("a service name with a slash is refused", async () => {
  await using etcd = await smallEtcd();
  await using registry = registryOf(etcd);
  await expect(registry.register({ ...info, service: "a/b" }, never)).rejects.toThrow('has no "/"');
  expect(etcd.server.calls).toEqual([]);
});

describe("the lease's time", () => {
  const heartbeatOf = (options: Partial<EtcdRegistryOptions> = {}): number =>
    etcdRegistry({ endpoints: "127.0.0.1:1", ...options }).heartbeatMs;

  test("is a minute by default, with a heartbeat in each third of it", () => {
    expect(heartbeatOf()).toBe(20_000);
  });

  test("comes from the option before the environment", () => {
    vi.stubEnv("KITEX_ETCD_REGISTRY_LEASE_TTL", "30");
    expect(heartbeatOf()).toBe(10_000);
    expect(heartbeatOf({ leaseTtlSeconds: 6 })).toBe(2_000);
  });

  test.each(["0", "-1", "1.5", "soon", "60s"])("%j in the environment is refused", (ttl) => {
    vi.stubEnv("KITEX_ETCD_REGISTRY_LEASE_TTL", ttl);
    expect(() => heartbeatOf()).toThrow(`KITEX_ETCD_REGISTRY_LEASE_TTL must be a number of seconds, got "${ttl}"`);
  });

  test.each([0, -1, 1.5, Number.NaN])("%s as an option is refused", (leaseTtlSeconds) => {
    expect(() => heartbeatOf({ leaseTtlSeconds })).toThrow("leaseTtlSeconds must be a whole number of at least 1");
  });

  test("is what etcd is asked for", async () => {
    await using etcd = await smallEtcd();
    await using registry = registryOf(etcd, { leaseTtlSeconds: 9 });
    await registry.register(info, never);
    expect(etcd.server.callsOf("Lease/LeaseGrant")[0]?.request.get(1)).toBe(9n);
  });
});
