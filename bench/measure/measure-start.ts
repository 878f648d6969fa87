import type { Candidate } from "../candidates/candidate.ts";
import type { LoadSpec } from "../load/protocol.ts";
import { builtPrograms } from "./built-programs.ts";
import { Child } from "./child.ts";
import { commandOf } from "./commands.ts";

/** How long each side of a candidate takes from its start, in milliseconds. */
export interface StartMeasurement {
  /** Until the server listens. */
  readonly serverMs: number;
  /** Until the client has its first answer, from a server that runs. */
  readonly clientMs: number;
}

/** Starts the built programs of both sides, one after the other. */
export async function measureStart(candidate: Candidate): Promise<StartMeasurement> {
  const serverStarted = performance.now();
  const serverCommand = commandOf(candidate.server, "server", [], builtPrograms);
  await using server = new Child(`the server of ${candidate.name}`, serverCommand, process.env);
  const { address } = await server.next<{ readonly address: string }>();
  const serverMs = performance.now() - serverStarted;
  // A warm-up of no time makes one call.
  const spec: LoadSpec = { address, payload: { kind: "echo", bytes: 128 }, inFlight: 1, warmUpSeconds: 0 };
  const clientStarted = performance.now();
  const clientCommand = commandOf(candidate.client, "client", [JSON.stringify(spec)], builtPrograms);
  await using client = new Child(`the client of ${candidate.name}`, clientCommand, process.env);
  await client.next<{ readonly ready: true }>();
  return { serverMs, clientMs: performance.now() - clientStarted };
}
