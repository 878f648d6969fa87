#!/usr/bin/env node
import { run } from "./run.ts";
import { processTerminal } from "./terminal.ts";

const stop = new AbortController();
// Ending a watch is no failure. A second signal ends the process as usual.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

void run(process.argv.slice(2), process.cwd(), processTerminal(), stop.signal).then((code) => {
  process.exitCode = code;
});
