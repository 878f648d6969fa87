import { type LoadClient, streamsOf } from "./exchange.ts";
import { inputLines, runProgram, writeLine } from "./json-lines.ts";
import { Load } from "./load.ts";
import type { Amount, Heap, IdleStreams, LoadSpec } from "./protocol.ts";
import { collectedHeap } from "./usage.ts";

/**
 * Makes this process the client of a candidate: `client.ts VARIANT SPEC`. Connects, verifies and warms up, then
 * measures, or opens streams, once for each line on the standard input (see `protocol.ts`).
 */
export function runClient(connect: (variant: string, spec: LoadSpec) => LoadClient | Promise<LoadClient>): void {
  void runProgram(async () => {
    const [variant = "", text = ""] = process.argv.slice(2);
    // The bench is the only caller, and made this line of a `LoadSpec`.
    const spec: LoadSpec = JSON.parse(text);
    const client = await connect(variant, spec);
    const load = new Load(client, spec);
    await load.measure({ seconds: spec.warmUpSeconds }, { verify: true });
    writeLine({ ready: true });
    for await (const line of inputLines()) {
      const asked: Amount | IdleStreams = JSON.parse(line);
      writeLine("idleStreams" in asked ? await heapWith(asked, client) : await load.measure(asked));
    }
  });
}

async function heapWith({ idleStreams }: IdleStreams, client: LoadClient): Promise<Heap> {
  // One after the other: a burst leaves tables behind that are larger than what is in them.
  for (let opened = 0; opened < idleStreams; opened++) await streamsOf(client).openIdle();
  return await collectedHeap();
}
