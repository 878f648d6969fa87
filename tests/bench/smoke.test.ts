import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Candidate, needsGo } from "../../bench/candidates/candidate.ts";
import { candidates } from "../../bench/candidates/list.ts";
import type { StreamPayload } from "../../bench/load/protocol.ts";
import { measureIdleStreams } from "../../bench/measure/measure-idle-streams.ts";
import { measureHeaps, measurePair } from "../../bench/measure/measure-load.ts";
import { placements } from "../../bench/measure/pinning.ts";
import { codec } from "../../bench/scenarios/codec.ts";
import { policies } from "../../bench/scenarios/policies.ts";
import { describePeer } from "../support/peers.ts";
import { root } from "../support/workspace.ts";

// No time is asserted: what the machine does beside this is not known. A wrong answer fails the client's warm-up.

const echo = { kind: "echo", bytes: 64 } as const;
const few = { payload: echo, inFlight: 2, warmUpSeconds: 0.02, seconds: 0.02 } as const;

function callsRight(candidate: Candidate): void {
  test(`${candidate.name} answers right`, async () => {
    const nested = { payload: { kind: "nested" }, inFlight: 1 } as const;
    const load = candidate.nested ? { ...few, beside: nested } : few;
    const measured = await measurePair(candidate, load, "free");
    expect(Object.values(measured).every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    expect(measured.callsPerSecond).toBeGreaterThan(0);
  });
}

/** Every message is compared while the client warms up. */
function streamsRight(candidate: Candidate): void {
  const methods: readonly StreamPayload["method"][] = ["send", "collect", "chat"];
  test.each(methods)(`${candidate.name} streams right: %s`, async (method) => {
    const payload = { kind: "stream", method, messages: 50, bytes: 3000 } as const;
    const measured = await measurePair(candidate, { ...few, payload }, "free");
    expect(measured.callsPerSecond).toBeGreaterThan(0);
  });
}

describe("the candidates of the bench that run on Node", () => {
  const onNode = candidates.filter((one) => !needsGo(one));
  for (const candidate of onNode) callsRight(candidate);
  for (const candidate of onNode.filter((one) => one.streams)) {
    streamsRight(candidate);

    test(`${candidate.name} tells what its idle streams hold`, async () => {
      const { clientHeapBytes, serverHeapBytes } = await measureIdleStreams(candidate, 200);
      expect(Math.min(clientHeapBytes, serverHeapBytes)).toBeGreaterThan(0);
    });
  }

  test("fail where streams are asked of one that has none", async () => {
    const [first] = candidates;
    if (first === undefined) throw new Error("there is no candidate");
    const payload = { kind: "stream", method: "send", messages: 1, bytes: 1 } as const;
    await expect(measurePair(first, { ...few, payload }, "free")).rejects.toThrow("this candidate has no streams");
  });

  test.runIf(placements().includes("pinned"))("run on a core each", async () => {
    const [first] = candidates;
    if (first === undefined) throw new Error("there is no candidate");
    expect((await measurePair(first, few, "pinned")).callsPerSecond).toBeGreaterThan(0);
  });

  test("tell their heaps after a collection", async () => {
    const [first] = candidates;
    if (first === undefined) throw new Error("there is no candidate");
    const heaps = await measureHeaps(first, few, [20, 40]);
    expect(heaps.map(({ calls }) => calls)).toEqual([20, 40]);
    for (const { clientHeapBytes, serverHeapBytes } of heaps) {
      expect(Math.min(clientHeapBytes, serverHeapBytes)).toBeGreaterThan(0);
    }
  });
});

describePeer("bench-go", "the candidates of the bench that need Go", () => {
  const inGo = candidates.filter(needsGo);
  for (const candidate of inGo) callsRight(candidate);
  for (const candidate of inGo.filter((one) => one.streams)) streamsRight(candidate);
});

describe.each([codec, policies])("the programs of the scenario $name", ({ plan }) => {
  const { cases } = plan({ quick: true, candidates, placements: ["free"] });

  test.each(cases.map((one) => [one.subject, one] as const))("%s runs", async (_subject, one) => {
    const measured = Object.values(await one.measure());
    expect(measured.every((value) => value > 0)).toBe(true);
  });
});

describe("the command of the bench", () => {
  function bench(...args: readonly string[]): { readonly output: string; readonly status: number | null } {
    const command = ["--conditions=@kitex-ts/source", join(root, "bench/run.ts"), ...args];
    const { stdout, stderr, status } = spawnSync(process.execPath, command, { encoding: "utf8" });
    return { output: stdout + stderr, status };
  }

  test("lists what there is", () => {
    const { output, status } = bench("--list");
    expect(output).toContain("echo-1k");
    for (const { name } of candidates) expect(output).toContain(name);
    expect(status).toBe(0);
  });

  test("names the scenarios to somebody who asks for one that there is not", () => {
    const { output, status } = bench("echo-2k");
    expect(output).toMatch(/^no such scenario: echo-2k; there are echo-1k, /);
    expect(status).toBe(2);
  });
});
