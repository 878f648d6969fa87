import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** The port in the line `listening on N` that a server prints. */
export async function listeningPort(server: ChildProcess): Promise<string> {
  if (server.stdout === null) throw new Error("the server has no output");
  for await (const line of createInterface(server.stdout)) {
    const port = /^listening on (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error("the server ended before it listened");
}
