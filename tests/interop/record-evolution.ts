import type { GoPeer } from "./go-peer.ts";
import { type EvolutionVector, evolutionCalls } from "./recorded/evolution.ts";
import { RecordingProxy } from "./recorded/proxy.ts";
import { CALLER, DESTINATION } from "./way.ts";

/** Records calls between Kitex programs whose IDLs are not of the same age. */
export async function recordEvolution(go: GoPeer): Promise<readonly EvolutionVector[]> {
  const vectors: EvolutionVector[] = [];
  for (const { name, caller, callee, args } of evolutionCalls) {
    const server = await go.serve({ name: "recorded", services: [callee] });
    await using proxy = await RecordingProxy.start(server.address);
    const client = await go.dial({
      service: caller,
      address: proxy.address,
      destination: DESTINATION,
      callerService: CALLER,
      transport: "framed",
      connection: "short",
    });
    const { outcome, seqId = 0 } = await client.call("keep", args);
    const { sent, received } = await proxy.next();
    await client.hangUp();
    const [seen] = await server.seen(1);
    vectors.push({
      name,
      caller,
      callee,
      request: { hex: sent.toString("hex"), seqId, args, seen: seen?.args ?? null },
      reply: { hex: received.toString("hex"), outcome },
    });
  }
  return vectors;
}
