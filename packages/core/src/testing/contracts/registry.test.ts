import { describe, expect, test } from "vitest";
import type { Registry } from "../../registry/registry.ts";
import { type MemoryRegistry, memoryRegistry } from "../memory-registry.ts";
import { registryContract } from "./registry.ts";

/** The cases that a registry over one in memory does not pass. */
async function brokenPromises(make: (memory: MemoryRegistry) => Registry): Promise<readonly string[]> {
  const memory = memoryRegistry();
  let names = 0;
  const cases = registryContract(
    {
      registry: make(memory),
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

test("one that keeps every promise passes", async () => {
  expect(await brokenPromises((memory) => memory)).toEqual([]);
});

describe("it finds a registry that", () => {
  const bothHeartbeats = [
    "the heartbeat of an entry that is not there rejects",
    "the heartbeat of an entry that somebody else removed rejects, and registering brings it back",
  ];

  test("beats whether the entry is there or not", async () => {
    const failed = await brokenPromises((memory) => ({ ...memory, heartbeat: async () => {} }));
    expect(failed).toEqual([
      ...bothHeartbeats,
      "what cannot be known to have worked rejects, and works again after mending",
    ]);
  });

  test("stores an entry twice", async () => {
    const failed = await brokenPromises((memory) => ({
      ...memory,
      register: async ({ service, address, weight, tags }) =>
        memory.put(service, [...memory.stored(service), { address, weight, tags }]),
    }));
    expect(failed).toContain("registering again leaves one entry, and deregistering removes it");
  });

  test("forgets tags or weights", async () => {
    const failed = await brokenPromises((memory) => ({
      ...memory,
      register: (info, signal) => memory.register({ ...info, tags: new Map() }, signal),
    }));
    expect(failed).toContain("an entry is stored with its address, weight and tags, and deregistering removes it");
  });

  test("removes all entries of a service at once", async () => {
    const failed = await brokenPromises((memory) => ({
      ...memory,
      deregister: async ({ service }) => memory.put(service, []),
    }));
    expect(failed).toEqual([
      "entries of one service stand side by side, each with a life of its own",
      "deregistering what never was, or is gone, settles and leaves the others",
    ]);
  });

  test("refuses to deregister what is not there", async () => {
    const failed = await brokenPromises((memory) => ({
      ...memory,
      deregister: async (info, signal) => {
        await memory.heartbeat(info, signal);
        await memory.deregister(info, signal);
      },
    }));
    expect(failed).toContain("deregistering what never was, or is gone, settles and leaves the others");
  });

  test("says that it registered when it did not", async () => {
    const failed = await brokenPromises((memory) => ({
      ...memory,
      register: (info, signal) => memory.register(info, signal).catch(() => {}),
    }));
    expect(failed).toContain("what cannot be known to have worked rejects, and works again after mending");
  });

  test("does not listen to signals", async () => {
    const failed = await brokenPromises((memory) => ({ ...memory, heartbeat: () => new Promise(() => {}) }));
    expect(failed).toContain("whatever is asked ends soon after its signal aborts, or when that has aborted before");
  });
});
