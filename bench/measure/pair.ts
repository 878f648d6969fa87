import type { Candidate } from "../candidates/candidate.ts";
import type { LoadSpec } from "../load/protocol.ts";
import { Child } from "./child.ts";
import { commandOf } from "./commands.ts";
import { type Placement, placed } from "./pinning.ts";

/** Both sides of a candidate. Leaving its scope ends them. */
export interface Pair extends AsyncDisposable {
  readonly server: Child;
  readonly client: Child;
}

/** Starts a server, and a client that has verified its answers and is warm; `flags` are for Node. */
export async function startPair(
  candidate: Candidate,
  spec: Omit<LoadSpec, "address">,
  placement: Placement,
  flags: readonly string[] = [],
): Promise<Pair> {
  await using started = new AsyncDisposableStack();
  const server = started.use(
    start(
      `the server of ${candidate.name}`,
      commandOf(candidate.server, "server", [], undefined, flags),
      "server",
      placement,
    ),
  );
  const { address } = await server.next<{ readonly address: string }>();
  const full: LoadSpec = { ...spec, address };
  const client = started.use(
    start(
      `the client of ${candidate.name}`,
      commandOf(candidate.client, "client", [JSON.stringify(full)], undefined, flags),
      "client",
      placement,
    ),
  );
  await client.next<{ readonly ready: true }>();
  const both = started.move();
  return { server, client, [Symbol.asyncDispose]: () => both.disposeAsync() };
}

function start(name: string, command: readonly string[], side: "server" | "client", placement: Placement): Child {
  const { command: all, env } = placed(command, side, placement);
  return new Child(name, all, env);
}
