import { readFileSync } from "node:fs";
import type { Headers, Outcome, ServiceName, TransportName, Values } from "../peer.ts";
import type { Plain } from "../plain.ts";

/** A call between two Kitex programs in Go: the bytes of both directions, and what the programs say that they mean. */
export interface Vector {
  readonly name: string;
  readonly service: ServiceName;
  readonly method: string;
  readonly transient?: Values;
  readonly persistent?: Values;
  readonly request: RecordedRequest;
  /** Missing of a oneway method. */
  readonly reply?: RecordedReply;
}

export interface RecordedRequest {
  readonly hex: string;
  readonly seqId: number;
  readonly args: Plain;
  /** Of the transports that have one. The server was not shown the header of a method that it does not know. */
  readonly headers?: Headers;
}

export interface RecordedReply {
  readonly hex: string;
  readonly outcome: Outcome;
  readonly headers?: Headers;
}

/** A file of this folder: lines of JSON, the first of them what it is, each further one a call. */
export interface Recording {
  readonly about: {
    readonly what: string;
    readonly versions: Values;
    readonly command: string;
  };
  readonly vectors: readonly Vector[];
}

/** How the programs spoke to each other. */
export interface RecordedWay {
  readonly name: string;
  readonly transport: TransportName;
  readonly connection: "short" | "mux";
}

/** The ways of which there are recordings: each transport, and Kitex's own shared connections. */
export const recordedWays: readonly RecordedWay[] = [
  { name: "buffered", transport: "buffered", connection: "short" },
  { name: "framed", transport: "framed", connection: "short" },
  { name: "ttheader", transport: "ttheader", connection: "short" },
  { name: "ttheader-framed", transport: "ttheader-framed", connection: "short" },
  { name: "mux", transport: "ttheader-framed", connection: "mux" },
];

/** Where a recording is. */
export function recordingFile(name: string): URL {
  return new URL(`${name}.jsonl`, import.meta.url);
}

/** Reads the recording of a way. */
export function readRecording({ name }: RecordedWay): Recording {
  const [about, ...vectors] = readLines(name).map((line) => JSON.parse(line));
  return { about, vectors };
}

/** The lines of a recording. */
export function readLines(name: string): readonly string[] {
  return readFileSync(recordingFile(name), "utf8").trimEnd().split("\n");
}

/** The name of the server that was recorded, which it tells its callers. */
export const RECORDED_SERVER = "recorded";

/** The limit of every recorded call. */
export const RECORDED_TIMEOUT_MS = 5000;
