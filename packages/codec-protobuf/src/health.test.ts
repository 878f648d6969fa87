import { type Client, createClient } from "@kitex-ts/core";
import { grpc, Status } from "@kitex-ts/core/grpc";
import { describe, expect, test } from "vitest";
import {
  type Health,
  type HealthClient,
  type HealthOptions,
  type HealthStatus,
  healthService,
  registerHealth,
} from "./health.ts";
import { HealthCheckResponseServingStatus as ServingStatus } from "./kitex-gen/grpc/health/v1/health/types.ts";
import { type ServingNotes, serveNotes } from "./testdata/serving-notes.ts";

interface Rig extends AsyncDisposable {
  readonly serving: ServingNotes;
  readonly health: Health;
  readonly client: Client<HealthClient>;
}

function healthClient({ port }: ServingNotes): Client<HealthClient> {
  const transport = grpc();
  return createClient(healthService, { destination: "test", hostPorts: [`127.0.0.1:${port}`], transport });
}

async function startRig(options?: HealthOptions): Promise<Rig> {
  const made: Health[] = [];
  const serving = await serveNotes((server) => made.push(registerHealth(server, options)));
  const [health] = made;
  if (health === undefined) throw new Error("nothing was registered");
  const client = healthClient(serving);
  return {
    serving,
    health,
    client,
    async [Symbol.asyncDispose]() {
      await client.close();
      await serving[Symbol.asyncDispose]();
    },
  };
}

const notes = "adapted.v1.Notes";

/** The status that a check gives, or the status with which it fails. */
async function check({ client }: Rig, service: string): Promise<string | number | undefined> {
  const result = await client.check.safe({ service });
  if (result.ok) return nameOf(result.value.status);
  return "status" in result.error && typeof result.error.status === "object" ? result.error.status.code : undefined;
}

function nameOf(status: ServingStatus): HealthStatus | undefined {
  const names = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"] as const;
  return names.find((name) => ServingStatus[name] === status);
}

describe("Check", () => {
  test("knows the server and the services that are registered, after it too", async () => {
    await using rig = await startRig();
    expect(await check(rig, "")).toBe("SERVING");
    expect(await check(rig, notes)).toBe("SERVING");
    expect(await check(rig, "grpc.health.v1.Health")).toBe("SERVING");
  });

  test("fails with NOT_FOUND for a service that is not known", async () => {
    await using rig = await startRig();
    expect(await check(rig, "Notes")).toBe(Status.NotFound);
  });

  test("gives what was set, and knows what was set", async () => {
    await using rig = await startRig({ initial: "NOT_SERVING" });
    rig.health.set(notes, "SERVING");
    rig.health.set("database", "SERVING");
    expect(await check(rig, "")).toBe("NOT_SERVING");
    expect(await check(rig, notes)).toBe("SERVING");
    expect(await check(rig, "database")).toBe("SERVING");
  });

  test("is NOT_SERVING for good after shutdown", async () => {
    await using rig = await startRig();
    rig.health.shutdown();
    rig.health.set(notes, "SERVING");
    expect(await check(rig, notes)).toBe("NOT_SERVING");
    expect(await check(rig, "")).toBe("NOT_SERVING");
  });
});

test("List gives the statuses of everything that is known", async () => {
  await using rig = await startRig();
  rig.health.set(notes, "NOT_SERVING");
  const { statuses } = await rig.client.list({});
  expect(Object.fromEntries(Array.from(statuses, ([name, { status }]) => [name, nameOf(status)]))).toEqual({
    "": "SERVING",
    [notes]: "NOT_SERVING",
    "grpc.health.v1.Health": "SERVING",
  });
});

describe("Watch", () => {
  test("tells the status at once, and each change", async () => {
    await using rig = await startRig();
    await using watch = rig.client.watch({ service: notes });
    const next = async (): Promise<unknown> => nameOf((await watch.next()).value?.status ?? -1);
    expect(await next()).toBe("SERVING");
    rig.health.set(notes, "NOT_SERVING");
    expect(await next()).toBe("NOT_SERVING");
    // What does not change the status of this service is not told.
    rig.health.set(notes, "NOT_SERVING");
    rig.health.set("other", "SERVING");
    rig.health.set(notes, "SERVING");
    expect(await next()).toBe("SERVING");
  });

  test("tells SERVICE_UNKNOWN of a service until it is known", async () => {
    await using rig = await startRig();
    await using watch = rig.client.watch({ service: "later" });
    expect((await watch.next()).value?.status).toBe(ServingStatus.SERVICE_UNKNOWN);
    rig.health.set("later", "SERVING");
    expect((await watch.next()).value?.status).toBe(ServingStatus.SERVING);
  });

  test("tells that nothing is served when the server drains, and ends, so that it does not hold the server", async () => {
    await using rig = await startRig();
    const watch = rig.client.watch({ service: "" });
    expect((await watch.next()).value?.status).toBe(ServingStatus.SERVING);
    const closed = rig.serving.server.close();
    expect((await watch.next()).value?.status).toBe(ServingStatus.NOT_SERVING);
    expect((await watch.next()).done).toBe(true);
    await closed;
  });

  test("goes on after shutdown: the server still stands", async () => {
    await using rig = await startRig();
    const watch = rig.client.watch({ service: "" });
    await watch.next();
    rig.health.shutdown();
    expect((await watch.next()).value?.status).toBe(ServingStatus.NOT_SERVING);
    const next = watch.next();
    watch.cancel();
    await expect(next).rejects.toMatchObject({ code: "KITEX_ERR_CANCELED" });
  });

  test("of a caller that leaves is forgotten", async () => {
    await using rig = await startRig();
    for await (const { status } of rig.client.watch({ service: "" })) {
      expect(status).toBe(ServingStatus.SERVING);
      break;
    }
    // A watch that is not forgotten would keep the server from closing until its exit wait has passed.
    await rig.serving.server.close();
  });
});
