// Three servers, found through a registry. One is stopped, another killed: their client does not notice.

import { setTimeout as wait } from "node:timers/promises";
import { parseArgs, styleText } from "node:util";
import { createClient } from "@kitex-ts/core";
import { type Fleet, openFleet, registryThatIsThere } from "./fleet.ts";
import { SERVICE } from "./greeter-server.ts";
import { Greeter } from "./kitex-gen/greeter/service.ts";

const usage = "usage: npm start [-- --registry etcd|consul|memory]";

/** Milliseconds in which all servers must be found. */
const PATIENCE_MS = 20_000;

let calls = 0;
let failures = 0;

try {
  await tellTheStory(readRegistry());
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

async function tellTheStory(kind: ReturnType<typeof registryThatIsThere>): Promise<void> {
  await using fleet = await openFleet(kind);
  show("registry", fleet.registry);

  const [first, second] = await Promise.all(["a", "b", "c"].map((name) => fleet.start(name)));
  show("found", await found(fleet, 3));

  await using greeter = createClient(Greeter, { destination: SERVICE, resolver: fleet.resolver });
  /** Makes one call and says who answered it. */
  const call = async (): Promise<string> => {
    calls += 1;
    try {
      return (await greeter.greet("Kitex")).server;
    } catch (error) {
      failures += 1;
      show("failed", String(error));
      return "nobody";
    }
  };
  show("9 calls", await answers(call, 9));

  let stopped = false;
  const stopping = first?.stop().then(() => {
    stopped = true;
  });
  show("stopping a", `${await answers(call, () => stopped)}, while it took its announcement back and ended`);
  await stopping;
  show("9 calls", await answers(call, 9));

  await second?.kill();
  show("killed b", `${kind} does not know yet`);
  show("9 calls", await answers(call, 9));

  show("done", `${calls} calls, ${failures === 0 ? "none" : failures} failed`);
  if (failures > 0) process.exitCode = 1;
}

/** Waits until `count` servers are announced, and gives their addresses. */
async function found({ resolver }: Fleet, count: number): Promise<string> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const { instances } = await resolver.resolve({ service: SERVICE, tags: new Map() }, signal);
    if (instances.length >= count) return instances.map(({ address }) => address).join(", ");
    await wait(50, undefined, { signal });
  }
}

/** Calls so many times, or until something holds, and says how many calls each server answered. */
async function answers(call: () => Promise<string>, until: number | (() => boolean)): Promise<string> {
  const enough = typeof until === "number" ? (made: number) => made >= until : until;
  const answered = new Map<string, number>();
  for (let made = 0; !enough(made); made++) {
    const server = await call();
    answered.set(server, (answered.get(server) ?? 0) + 1);
  }
  return Array.from(answered, ([server, times]) => `${server} ${times}`)
    .sort()
    .join(", ");
}

function readRegistry(): ReturnType<typeof registryThatIsThere> {
  try {
    const { values } = parseArgs({ options: { registry: { type: "string" }, help: { type: "boolean" } } });
    if (values.help === true) {
      console.log(usage);
      process.exit(0);
    }
    switch (values.registry) {
      case undefined:
        return registryThatIsThere();
      case "etcd":
      case "consul":
      case "memory":
        return values.registry;
      default:
        return fail(`--registry must be etcd, consul or memory, got "${values.registry}"\n${usage}`);
    }
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function show(what: string, outcome: string): void {
  console.log(styleText("cyan", what.padEnd(12), { stream: process.stdout }), outcome);
}

function fail(message: string): never {
  console.error(styleText("red", message, { stream: process.stderr }));
  process.exit(1);
}
