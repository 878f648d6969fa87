import { describe, expect, test } from "vitest";
import type { Instance } from "../../context/instance.ts";
import type { ResolveResult, Resolver } from "../../discovery/resolver.ts";
import { type MemoryRegistry, memoryRegistry } from "../memory-registry.ts";
import { resolverContract } from "./resolver.ts";

/** The cases that a resolver over a memory registry does not pass. */
async function brokenPromises(make: (memory: MemoryRegistry) => Resolver): Promise<readonly string[]> {
  const memory = memoryRegistry();
  let services = 0;
  const cases = resolverContract(
    {
      resolver: make(memory),
      service: () => `service-${++services}`,
      put: async (service, instances) => memory.put(service, instances),
      break: async () => memory.break(),
      mend: async () => memory.mend(),
    },
    { withinMs: 50, recoverWithinMs: 100 },
  );
  const failed: string[] = [];
  for (const { name, run } of cases) {
    try {
      await run();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}

/** A resolver whose every list is changed on its way. */
function changing(memory: MemoryRegistry, change: (instance: Instance) => Instance): Resolver {
  const changed = ({ instances }: ResolveResult): ResolveResult => ({ instances: instances.map(change) });
  return {
    name: "changing",
    resolve: async (target, signal) => changed(await memory.resolve(target, signal)),
    watch: (target, listener, signal) =>
      memory.watch(target, { ...listener, onResult: (result) => listener.onResult(changed(result)) }, signal),
  };
}

test("one that keeps every promise passes", async () => {
  expect(await brokenPromises((memory) => memory)).toEqual([]);
});

test("one that cannot watch is not asked to", async () => {
  expect(await brokenPromises(({ name, resolve }) => ({ name, resolve }))).toEqual([]);
});

describe("it finds a resolver that", () => {
  test("forgets tags", async () => {
    const failed = await brokenPromises((memory) => changing(memory, (instance) => ({ ...instance, tags: new Map() })));
    expect(failed).toContain("instances are found with their addresses, weights and tags");
  });

  test("forgets weights", async () => {
    const failed = await brokenPromises((memory) => changing(memory, (instance) => ({ ...instance, weight: 10 })));
    expect(failed).toContain("instances are found with their addresses, weights and tags");
  });

  test("takes a failure for nobody", async () => {
    const failed = await brokenPromises((memory) => ({
      ...memory,
      resolve: async (target, signal) => {
        try {
          return await memory.resolve(target, signal);
        } catch {
          return { instances: [] };
        }
      },
      watch: (target, listener, signal) =>
        memory.watch(target, { ...listener, onError: () => listener.onResult({ instances: [] }) }, signal),
    }));
    expect(failed).toEqual([
      "what cannot be known is an error and never an empty list, and it is known again after mending",
      "while nothing can be known the last list stands, and after mending the current one is told",
    ]);
  });

  test("tells the first list and no change", async () => {
    const failed = await brokenPromises((memory) => ({
      ...memory,
      watch: (target, listener, signal) => {
        const once = new AbortController();
        signal.addEventListener("abort", () => once.abort());
        const first = (result: ResolveResult): void => {
          listener.onResult(result);
          once.abort();
        };
        memory.watch(target, { ...listener, onResult: first }, once.signal);
      },
    }));
    expect(failed).toContain("a watch tells of each change soon: another list, another weight, another tag");
    expect(failed).toContain("of many changes in a row, the last is told");
  });

  test("goes on after an abort", async () => {
    const failed = await brokenPromises((memory) => ({
      ...memory,
      watch: (target, listener) => memory.watch(target, listener, new AbortController().signal),
    }));
    expect(failed).toEqual([
      "a watch that is aborted tells nothing more, and others of the same service go on",
      "a watch whose signal has aborted before tells nothing",
    ]);
  });

  test("leaves something open after an abort", async () => {
    const left: NodeJS.Timeout[] = [];
    const failed = await brokenPromises((memory) => ({
      ...memory,
      watch: (target, listener, signal) => {
        left.push(setTimeout(() => {}, 60_000));
        memory.watch(target, listener, signal);
      },
    }));
    for (const timer of left) clearTimeout(timer);
    expect(failed).toEqual(["watches that are aborted leave nothing open"]);
  });

  test("mixes services", async () => {
    const shared = { service: "one for all" };
    const failed = await brokenPromises((memory) => {
      const put = memory.put.bind(memory);
      memory.put = (_service, instances) => put(shared.service, instances);
      return {
        ...memory,
        resolve: ({ tags }, signal) => memory.resolve({ ...shared, tags }, signal),
        watch: ({ tags }, listener, signal) => memory.watch({ ...shared, tags }, listener, signal),
      };
    });
    expect(failed).toContain("services do not mix, not even when one name begins with the other");
    expect(failed).toContain("a watch hears nothing of other services");
  });

  test("does not listen to the signal of a question", async () => {
    const failed = await brokenPromises((memory) => ({
      ...memory,
      resolve: async (target) => {
        await new Promise((resolve) => setTimeout(resolve, 80));
        return memory.resolve(target, new AbortController().signal);
      },
    }));
    expect(failed).toContain("a question ends soon after its signal aborts, or when that has aborted before");
  });
});
