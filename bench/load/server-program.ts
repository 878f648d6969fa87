import { inputLines, runProgram, writeLine } from "./json-lines.ts";
import { collectedHeap, currentUsage } from "./usage.ts";

/**
 * Makes this process the server of a candidate: `server.ts VARIANT`. `start` settles with the address that clients are
 * given, once it listens; then this process tells what it uses, whenever it is asked (see `protocol.ts`).
 */
export function runServer(start: (variant: string) => Promise<string>): void {
  void runProgram(async () => {
    const [variant = ""] = process.argv.slice(2);
    writeLine({ address: await start(variant) });
    for await (const line of inputLines()) writeLine(line === "heap" ? await collectedHeap() : currentUsage());
  });
}
