import { createClient, createServer, ErrorCode, type Server, type ServerOptions, silentLogger } from "@kitex-ts/core";
import { type MemoryRegistry, memoryRegistry } from "@kitex-ts/core/testing";
import { describe, expect, test } from "vitest";
import { Lab, type LabClient } from "../fixtures/kitex-gen/echo/service.ts";
import { kitexErrorOf } from "../support/errors.ts";
import { labHandler } from "../support/lab-handler.ts";
import { watchForLeaks } from "../support/leaks.ts";
import { gate, until as untilOr } from "../support/until.ts";

const hi = { message: "hi" };
const until = (condition: () => boolean): Promise<void> => untilOr(condition, () => `never: ${condition.toString()}`);

/** A server of the test service whose answers carry its name, in a registry. */
async function named(name: string, registry: MemoryRegistry, options: ServerOptions = {}): Promise<Server> {
  const server = createServer({
    port: 0,
    host: "127.0.0.1",
    serviceName: "lab",
    registry,
    logger: silentLogger,
    ...options,
  });
  server.register(Lab, { ...labHandler, Echo: () => ({ message: name }) });
  await server.listen();
  await until(() => server.registrations.every(({ state }) => state.kind === "registered"));
  return server;
}

function caller(registry: MemoryRegistry, leaks: ReturnType<typeof watchForLeaks>) {
  return createClient(Lab, { destination: "lab", resolver: registry, logger: silentLogger, clock: leaks.clock });
}

async function answers(client: LabClient, count: number): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let call = 0; call < count; call++) {
    const { message } = await client.Echo(hi);
    counts.set(message, (counts.get(message) ?? 0) + 1);
  }
  return counts;
}

test("servers register once they listen, callers share their calls by weight", async () => {
  const leaks = watchForLeaks();
  const registry = memoryRegistry();
  const { clock } = leaks;
  const light = await named("light", registry, { clock, registryInfo: { weight: 10, tags: { zone: "a" } } });
  const heavy = await named("heavy", registry, { clock, registryInfo: { weight: 30 } });
  expect(registry.stored("lab").map(({ weight, tags }) => [weight, [...tags]])).toEqual([
    [10, [["zone", "a"]]],
    [30, []],
  ]);
  const client = caller(registry, leaks);
  expect(await answers(client, 40)).toEqual(
    new Map([
      ["heavy", 30],
      ["light", 10],
    ]),
  );
  await client.close();
  await Promise.all([light.close(), heavy.close()]);
  expect(registry.stored("lab")).toEqual([]);
  await leaks.settled();
});

test("one of three is stopped, another is gone without a word: callers notice neither", async () => {
  const leaks = watchForLeaks();
  const registry = memoryRegistry();
  const { clock } = leaks;
  const servers = await Promise.all(["one", "two", "three"].map((name) => named(name, registry, { clock })));
  const client = caller(registry, leaks);
  expect((await answers(client, 30)).size).toBe(3);

  const stopping = servers[0]?.close();
  await answers(client, 30); // none of these fails
  await stopping;
  expect((await answers(client, 30)).has("one")).toBe(false);

  // Nobody deregisters the second: its entry stays, and leads nowhere.
  const [, second] = registry.stored("lab");
  await servers[1]?.close();
  if (second !== undefined) registry.put("lab", [...registry.stored("lab"), { ...second, address: "127.0.0.1:1" }]);
  expect(await answers(client, 20)).toEqual(new Map([["three", 20]]));

  await client.close();
  await servers[2]?.close();
  await leaks.settled();
});

test("a server takes its entry back before it stops to answer", async () => {
  const leaks = watchForLeaks();
  const registry = memoryRegistry();
  const going = gate();
  let running = 0;
  const server = createServer({ port: 0, host: "127.0.0.1", serviceName: "lab", registry, clock: leaks.clock });
  server.register(Lab, {
    ...labHandler,
    Echo: async () => {
      running += 1;
      await going.opened;
      return { message: "still answered" };
    },
  });
  await server.listen();
  await until(() => registry.stored("lab").length === 1);
  const client = caller(registry, leaks);
  const call = client.Echo(hi);
  await until(() => running === 1);
  const closing = server.close();
  await until(() => registry.stored("lab").length === 0);
  going.open();
  expect((await call).message).toBe("still answered");
  await closing;
  await client.close();
  await leaks.settled();
});

describe("a registry that is down", () => {
  test("fails neither the start of a server nor its calls; it is registered when the registry is back", async () => {
    const leaks = watchForLeaks();
    const registry = memoryRegistry();
    registry.break();
    const server = createServer({
      port: 0,
      host: "127.0.0.1",
      serviceName: "lab",
      registry,
      clock: leaks.clock,
      logger: silentLogger,
    });
    server.register(Lab, labHandler);
    const { port } = await server.listen();
    await using direct = createClient(Lab, { destination: "lab", hostPorts: [`127.0.0.1:${port}`] });
    expect((await direct.Echo(hi)).message).toBe("hi");
    await until(() =>
      server.registrations.some(({ state }) => state.kind === "registering" && state.error !== undefined),
    );
    registry.mend();
    await until(() => server.registrations.every(({ state }) => state.kind === "registered"));
    expect(registry.stored("lab").map(({ address }) => address)).toEqual([`127.0.0.1:${port}`]);
    await server.close();
  });

  test("leaves callers the last list, and nothing to those who never had one", async () => {
    const leaks = watchForLeaks();
    const registry = memoryRegistry();
    const server = await named("one", registry, { clock: leaks.clock });
    const client = caller(registry, leaks);
    expect(await answers(client, 1)).toEqual(new Map([["one", 1]]));
    registry.break();
    expect(await answers(client, 5)).toEqual(new Map([["one", 5]]));
    const late = createClient(Lab, {
      destination: "lab",
      resolver: { name: "down", resolve: () => Promise.reject(new Error("registry down")) },
      logger: silentLogger,
    });
    expect((await kitexErrorOf(late.Echo(hi))).code).toBe(ErrorCode.ServiceDiscovery);
    registry.mend();
    await late.close();
    await client.close();
    await server.close();
    await leaks.settled();
  });
});

test("an entry that somebody else removed comes back", async () => {
  const leaks = watchForLeaks();
  const registry = memoryRegistry();
  const server = await named("one", registry, { clock: leaks.clock });
  registry.put("lab", []);
  await until(() => registry.stored("lab").length === 1);
  await server.close();
  await leaks.settled();
});

test("several addresses are several entries", async () => {
  const registry = memoryRegistry();
  const addresses = ["10.0.0.1:8888", "[fd00::1]:8888"];
  const server = await named("one", registry, { registryInfo: { addresses } });
  expect(registry.stored("lab").map(({ address }) => address)).toEqual(addresses);
  expect(server.registrations.map(({ info }) => info.address)).toEqual(addresses);
  await server.close();
  expect(registry.stored("lab")).toEqual([]);
});

test("a server that listens everywhere announces an address that others can reach", async () => {
  const registry = memoryRegistry();
  const server = createServer({ port: 0, serviceName: "lab", registry, logger: silentLogger }).register(
    Lab,
    labHandler,
  );
  const { port } = await server.listen();
  await until(() => registry.stored("lab").length === 1);
  expect(registry.stored("lab")[0]?.address).toMatch(new RegExp(`^\\d+\\.\\d+\\.\\d+\\.\\d+:${port}$`));
  await using client = createClient(Lab, { destination: "lab", resolver: registry });
  expect((await client.Echo(hi)).message).toBe("hi");
  await server.close();
});

test.each([
  [{ weight: 0 }, /registryInfo\.weight must be a number above 0, got 0/],
  [{ addresses: [] }, /registryInfo\.addresses is empty/],
  [{ addresses: ["here"] }, /registryInfo\.addresses: "here" is none of/],
])("registryInfo %j is refused", (registryInfo, message) => {
  expect(() => createServer({ registry: memoryRegistry(), registryInfo })).toThrow(message);
});
