import { describe, expect, test } from "vitest";
import type { Instance } from "../context/instance.ts";
import { registryContract } from "./contracts/registry.ts";
import { resolverContract } from "./contracts/resolver.ts";
import { memoryRegistry } from "./memory-registry.ts";

describe("keeps the contract of resolvers", () => {
  const memory = memoryRegistry();
  let services = 0;
  const cases = resolverContract({
    resolver: memory,
    service: () => `service-${++services}`,
    put: async (service, instances) => memory.put(service, instances),
    break: async () => memory.break(),
    mend: async () => memory.mend(),
  });
  test.each(cases)("$name", ({ run }) => run());
});

describe("keeps the contract of registries", () => {
  const memory = memoryRegistry();
  let names = 0;
  const cases = registryContract({
    registry: memory,
    service: () => `service-${++names}`,
    address: () => `10.0.0.1:${8_000 + ++names}`,
    stored: async (service) => memory.stored(service),
    remove: async (service, address) =>
      memory.put(
        service,
        memory.stored(service).filter((instance) => instance.address !== address),
      ),
    break: async () => memory.break(),
    mend: async () => memory.mend(),
  });
  test.each(cases)("$name", ({ run }) => run());
});

test("what a server registers, a watch hears of, several changes at once as one", async () => {
  const memory = memoryRegistry();
  const told: string[] = [];
  const stopping = new AbortController();
  const listener = {
    onResult: ({ instances }: { readonly instances: readonly Instance[] }) =>
      void told.push(instances.map(({ address }) => address).join(" ")),
    onError: (error: unknown) => void told.push(String(error)),
  };
  memory.watch({ service: "echo", tags: new Map() }, listener, stopping.signal);
  const register = (address: string): Promise<void> =>
    memory.register({ service: "echo", address, weight: 10, tags: new Map() }, stopping.signal);
  await Promise.all([register("a:1"), register("b:1")]);
  expect(told).toEqual(["a:1 b:1"]);
  memory.break();
  memory.mend();
  memory.break();
  await Promise.resolve();
  expect(told).toEqual(["a:1 b:1", "Error: the memory registry is broken"]);
  stopping.abort();
});

test("what it gives away does not change under its reader", async () => {
  const memory = memoryRegistry();
  const given: Instance[] = [{ address: "a:1", weight: 10, tags: new Map() }];
  memory.put("echo", given);
  const stored = memory.stored("echo");
  given.pop();
  memory.put("echo", []);
  expect(stored).toHaveLength(1);
});
