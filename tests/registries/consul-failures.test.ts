import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { inspect } from "node:util";
import { countResources } from "@kitex-ts/netpoll/testing";
import { consulRegistry, consulResolver } from "@kitex-ts/registry-consul";
import { expect, test } from "vitest";
import { makeAuthority, makeCertificate } from "../support/certificates.ts";
import { describePeer } from "../support/peers.ts";
import { startConsul } from "../support/registries/consul.ts";
import { deregisterService, registerService, servicesNamed } from "../support/registries/consul-http.ts";
import { startCutProxy } from "../support/registries/cut-proxy.ts";
import { eventually } from "../support/registries/eventually.ts";
import { freshService, infoOf, watching } from "./consul-rig.ts";

const never = new AbortController().signal;

describePeer("consul", "what happens to the registry and the resolver when Consul fails", () => {
  test("an agent that lost its data: the next heartbeat fails, and the entry is stored again", async () => {
    await using agent = await startConsul();
    const service = freshService();
    const registry = consulRegistry({ address: agent.url });
    const info = infoOf(service);
    await registry.register(info, never);
    using watch = watching(consulResolver({ address: agent.url }), service);
    await watch.shows(info.address);
    await agent.kill();
    await expect(registry.heartbeat(info, never)).rejects.toThrow("ECONNREFUSED");
    await agent.restart({ keepData: false });
    await expect(registry.heartbeat(info, never)).rejects.toMatchObject({ name: "ConsulError", status: 404 });
    await registry.register(info, never);
    await registry.heartbeat(info, never);
    await watch.shows(info.address);
  });

  test("with a check by the agent the loss is found just so", async () => {
    await using agent = await startConsul();
    const registry = consulRegistry({ address: agent.url, check: { kind: "tcp" } });
    const info = infoOf(freshService());
    await registry.register(info, never);
    await registry.heartbeat(info, never);
    await agent.restart({ keepData: false });
    await expect(registry.heartbeat(info, never)).rejects.toMatchObject({ status: 404 });
  });

  test("an agent that kept its data has the entry still, and the watch goes on", async () => {
    await using agent = await startConsul({ keepData: true });
    const service = freshService();
    const registry = consulRegistry({ address: agent.url, check: { kind: "ttl", ttlSeconds: 60 } });
    const [info, later] = [infoOf(service), infoOf(service)];
    await registry.register(info, never);
    using watch = watching(consulResolver({ address: agent.url }), service);
    await watch.shows(info.address);
    await agent.kill();
    await agent.restart({ keepData: true });
    await registry.heartbeat(info, never);
    await registry.register(later, never);
    // Not a word of the lists in between: while it starts it may show less than it has.
    await watch.shows(info.address, later.address);
  });

  test("an agent that counts anew shows what it holds, also at the number that was reached before", async () => {
    await using agent = await startConsul();
    const service = freshService();
    using watch = watching(consulResolver({ address: agent.url }), service);
    await watch.shows();
    for (let restarts = 0; restarts < 3; restarts++) {
      const Port = 100 + restarts;
      const entry = { ID: `${service}-${Port}`, Name: service, Address: "10.0.0.1", Port };
      await registerService(agent, entry);
      await watch.shows(`10.0.0.1:${Port}`);
      await agent.restart({ keepData: false });
    }
    await watch.shows();
  });

  test("an entry that somebody removed fails its heartbeat", async () => {
    await using agent = await startConsul();
    const registry = consulRegistry({ address: agent.url });
    const service = freshService();
    const info = infoOf(service);
    await registry.register(info, never);
    await deregisterService(agent, `${service}:${info.address}`);
    await expect(registry.heartbeat(info, never)).rejects.toThrow(/404 Unknown check ID/);
  });

  test("a network that swallows everything holds no call longer than it may", async () => {
    await using agent = await startConsul();
    await using network = await startCutProxy(agent.port);
    const options = { address: `http://127.0.0.1:${network.port}`, requestTimeoutMs: 300 };
    const registry = consulRegistry(options);
    const service = freshService();
    const info = infoOf(service);
    await registry.register(info, never);
    const resolver = consulResolver({ ...options, waitSeconds: 1 });
    using watch = watching(resolver, service);
    await watch.shows(info.address);
    const other = infoOf(freshService()); // what is sent arrives late, in any order
    network.blackHole();
    const started = performance.now();
    const target = { service, tags: new Map<string, string>() };
    const calls = [
      registry.register(other, never),
      registry.heartbeat(info, never),
      registry.deregister(other, never),
      Promise.resolve(resolver.resolve(target, never)),
    ];
    for (const { status, reason } of await Promise.allSettled(calls).then((all) => all.map(outcome))) {
      expect(status).toBe("rejected");
      expect(String(reason)).toMatch(/no answer within 300 ms$/);
    }
    expect(performance.now() - started).toBeLessThan(2_000);
    await watch.fails();
    expect(watch.lists).toEqual([[info.address]]); // who was there last is known still
    network.heal();
    await registry.register({ ...info, weight: 77 }, never);
    await eventually("the watch goes on", () => (watch.instances[0]?.weight === 77 ? true : undefined));
  });

  test("an abort ends a call that the network holds up", async () => {
    await using agent = await startConsul();
    await using network = await startCutProxy(agent.port);
    network.blackHole();
    const registry = consulRegistry({ address: `http://127.0.0.1:${network.port}` });
    const stop = new AbortController();
    const reason = new Error("the server stops");
    const call = registry.register(infoOf(freshService()), stop.signal);
    await eventually("it is under way", () => network.open > 0 || undefined);
    stop.abort(reason);
    await expect(call).rejects.toBe(reason);
    network.heal(); // so that the proxy sees the end
    await eventually("its connection is closed", () => network.open === 0 || undefined);
  });

  test("a slow agent is waited for, and a lossy one asked again", async () => {
    await using agent = await startConsul();
    await using network = await startCutProxy(agent.port);
    const address = `http://127.0.0.1:${network.port}`;
    const registry = consulRegistry({ address });
    const service = freshService();
    const info = infoOf(service);
    network.delay(200);
    await registry.register(info, never);
    using watch = watching(consulResolver({ address }), service);
    await watch.shows(info.address);
    network.cut();
    await expect(registry.heartbeat(info, never)).rejects.toThrow("ECONNRESET");
    await watch.fails();
    network.heal();
    await registry.deregister(info, never);
    await watch.shows();
  });

  test("an agent that is stopped in its tracks costs a time-out, and goes on where it was", async () => {
    await using agent = await startConsul();
    const registry = consulRegistry({ address: agent.url, requestTimeoutMs: 300 });
    const info = infoOf(freshService());
    await registry.register(info, never);
    agent.freeze();
    // The signal takes effect a moment later than it is sent.
    const hangs = await eventually("it hangs", () => registry.heartbeat(info, never).then(() => undefined, String));
    expect(hangs.value).toMatch(/no answer within 300 ms$/);
    agent.thaw();
    await eventually("it answers", () => registry.heartbeat(info, never).then(() => true));
  });

  test("without a token nothing can be written, and nothing is seen", async () => {
    await using agent = await startConsul({ acl: true });
    const service = freshService();
    const info = infoOf(service);
    const target = { service, tags: new Map<string, string>() };
    const allowed = { address: agent.url, ...(agent.token === undefined ? {} : { token: agent.token }) };
    await consulRegistry(allowed).register(info, never);
    await consulRegistry(allowed).heartbeat(info, never);
    expect((await consulResolver(allowed).resolve(target, never)).instances).toHaveLength(1);

    const refused = consulRegistry({ address: agent.url }).register(infoOf(service), never);
    await expect(refused).rejects.toMatchObject({ name: "ConsulError", status: 403 });
    await expect(refused).rejects.toThrow(/403 Permission denied: .*'service:write'/);
    expect((await consulResolver({ address: agent.url }).resolve(target, never)).instances).toEqual([]);
  });

  test("an unknown token is refused by its effect, and never named", async () => {
    await using agent = await startConsul({ acl: true });
    const token = "6f3a1c0e-5e0f-4a51-9a3d-0f3f6d1f2a77";
    const options = { address: agent.url, token };
    const target = { service: freshService(), tags: new Map<string, string>() };
    const failures = await Promise.allSettled([
      consulRegistry(options).register(infoOf(target.service), never),
      consulRegistry(options).heartbeat(infoOf(target.service), never),
      Promise.resolve(consulResolver(options).resolve(target, never)),
    ]);
    for (const { status, reason } of failures.map(outcome)) {
      expect(status).toBe("rejected");
      expect(reason).toMatchObject({ name: "ConsulError", status: 403 });
      expect(inspect(reason, { depth: 20, showHidden: true })).toContain("ACL not found");
      expect(inspect(reason, { depth: 20, showHidden: true })).not.toContain(token);
    }
    using watch = watching(consulResolver(options), target.service);
    await watch.fails(2);
    expect(watch.lists).toEqual([]);
  });

  test("without a leader a lookup fails within its time, and an entry is kept by the agent", async () => {
    await using agent = await startConsul({ leaderless: true });
    const service = freshService();
    const registry = consulRegistry({ address: agent.url, requestTimeoutMs: 500 });
    // The agent keeps it, and may answer only when it gave up passing it on.
    await registry.register(infoOf(service), never).catch((error: unknown) => {
      expect(String(error)).toMatch(/no answer within 500 ms$/);
    });
    const resolver = consulResolver({ address: agent.url, requestTimeoutMs: 500 });
    await expect(resolver.resolve({ service, tags: new Map() }, never)).rejects.toThrow(
      /no answer within 500 ms|500 No cluster leader/,
    );
    using watch = watching(resolver, service);
    await watch.fails();
    expect(watch.lists).toEqual([]);
    await eventually("the agent lists it", async () => (await servicesNamed(agent, service)).length === 1 || undefined);
  });

  test("an agent behind TLS is reached by who trusts its authority, and by nobody else", async () => {
    const authority = await makeAuthority("an authority");
    await using agent = await startConsul({ tls: await makeCertificate("localhost", authority) });
    const service = freshService();
    const trusting = { address: agent.url, tls: { ca: authority.cert } };
    const info = infoOf(service);
    await consulRegistry(trusting).register(info, never);
    using watch = watching(consulResolver(trusting), service);
    await watch.shows(info.address);
    const other = await makeAuthority("another");
    for (const options of [{ address: agent.url }, { address: agent.url, tls: { ca: other.cert } }]) {
      const refused = consulRegistry(options).heartbeat(info, never);
      await expect(refused).rejects.toMatchObject({
        name: "ConsulError",
        cause: { code: expect.stringMatching(/^(UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/) },
      });
    }
  });

  test("a watch that is stopped leaves nothing open", async () => {
    await using agent = await startConsul();
    await using network = await startCutProxy(agent.port);
    const before = countResources();
    const watch = watching(consulResolver({ address: `http://127.0.0.1:${network.port}` }), freshService());
    await watch.shows();
    await eventually("it waits for news", () => network.open === 1 || undefined);
    watch.stop();
    await eventually("nothing is open", () => network.open === 0 || undefined);
    await eventually("nothing is left", () => countResources().sockets <= before.sockets || undefined);
  });

  test("a watch does not keep its process alive", async () => {
    await using agent = await startConsul();
    const program = `
      import { consulResolver } from "@kitex-ts/registry-consul";
      const listener = { onResult: () => console.log("told"), onError: console.error };
      consulResolver().watch({ service: "consul", tags: new Map() }, listener, new AbortController().signal);
    `;
    const child = spawn(process.execPath, ["--conditions=@kitex-ts/source", "--input-type=module", "--eval", program], {
      cwd: import.meta.dirname,
      env: { ...process.env, CONSUL_HTTP_ADDR: agent.url },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(child, "exit");
    try {
      const first = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
      expect(first.value).toBe("told");
      expect((await exited)[0]).toBe(0);
    } finally {
      child.kill("SIGKILL");
    }
  });
});

function outcome(settled: PromiseSettledResult<unknown>): { readonly status: string; readonly reason: unknown } {
  return { status: settled.status, reason: settled.status === "rejected" ? settled.reason : undefined };
}
