import { createClient, createServer } from "@kitex-ts/core";
import { echoService, registryContract, resolverContract } from "@kitex-ts/core/testing";
import { afterAll, describe, expect, test, vi } from "vitest";
import { pigeonholeRegistry } from "./pigeonhole-registry.ts";
import { pigeonholeResolver } from "./pigeonhole-resolver.ts";
import { startPigeonholes } from "./pigeonholes.ts";

const store = await startPigeonholes();
afterAll(() => store[Symbol.asyncDispose]());

const registry = pigeonholeRegistry(store.url);
const resolver = pigeonholeResolver(store.url);
let names = 0;
const subject = {
  service: () => `service-${++names}`,
  break: async () => store.break(),
  mend: async () => store.mend(),
};

describe("the resolver", () => {
  const cases = resolverContract({
    ...subject,
    resolver,
    put: async (service, instances) =>
      store.put(service, new Map(instances.map((each) => [each.address, { ...each, tags: [...each.tags] }]))),
  });
  test.each(cases)("$name", ({ run }) => run());

  test("passes over what is no instance", async () => {
    const values = [null, 7, "a:1", {}, { address: "a:1" }, { address: "b:1", weight: 1, tags: [null] }];
    store.put("odd", new Map(values.map((value, index) => [String(index), value])));
    const { instances } = await resolver.resolve({ service: "odd", tags: new Map() }, AbortSignal.timeout(1_000));
    expect(instances.map(({ address }) => address)).toEqual(["b:1"]);
  });
});

describe("the registry", () => {
  const cases = registryContract({
    ...subject,
    registry,
    address: () => `10.0.0.1:${8_000 + ++names}`,
    stored: async (service) =>
      (await resolver.resolve({ service, tags: new Map() }, AbortSignal.timeout(1_000))).instances,
    remove: async (service) => store.put(service, new Map()),
  });
  test.each(cases)("$name", ({ run }) => run());
});

test("a client finds a server, by its name alone", async () => {
  const Echo = echoService();
  await using server = createServer({ port: 0, host: "127.0.0.1", serviceName: "echo", registry });
  await server.register(Echo, {}).listen();
  await using echo = createClient(Echo, { destination: "echo", resolver });
  await vi.waitFor(async () => expect(await echo.echo("hi")).toBe("hi"));
});
