import { readLines } from "./vector.ts";

/** What a Kitex server that stops sends on one connection. */
export interface DrainRecording {
  /** The transport is TTHeader with frames. */
  readonly connection: "long" | "mux";
  /** A call that was in flight when the server began to stop; on a pooled connection one more was waiting behind it. */
  readonly request: string;
  /** All that came until the server ended the connection. */
  readonly received: string;
}

/** The method that is called, and the action that lets it wait until it is released. */
export const WAITING = { method: "act", args: { action: { kind: "wait", text: "in flight", code: 0, extra: [] } } };

/** Reads the recording of a kind of connection. */
export function readDraining(connection: DrainRecording["connection"]): DrainRecording {
  const recordings = readLines("draining")
    .slice(1)
    .map((line): DrainRecording => JSON.parse(line));
  const found = recordings.find((recording) => recording.connection === connection);
  if (found === undefined) throw new Error(`nothing was recorded on a ${connection} connection`);
  return found;
}
