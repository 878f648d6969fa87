import type { LoadClient } from "./exchange.ts";
import { inputLines, runProgram, writeLine } from "./json-lines.ts";
import { Load } from "./load.ts";
import type { Amount, LoadSpec } from "./protocol.ts";

/**
 * Makes this process the client of a candidate: `client.ts VARIANT SPEC`. Connects, verifies and warms up, then
 * measures once for each line on the standard input (see `protocol.ts`).
 */
export function runClient(connect: (variant: string, spec: LoadSpec) => LoadClient | Promise<LoadClient>): void {
  void runProgram(async () => {
    const [variant = "", text = ""] = process.argv.slice(2);
    // The bench is the only caller, and made this line of a `LoadSpec`.
    const spec: LoadSpec = JSON.parse(text);
    const load = new Load(await connect(variant, spec), spec);
    await load.measure({ seconds: spec.warmUpSeconds }, { verify: true });
    writeLine({ ready: true });
    for await (const line of inputLines()) {
      const amount: Amount = JSON.parse(line);
      writeLine(await load.measure(amount));
    }
  });
}
