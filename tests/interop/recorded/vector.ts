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
    readonly transport: TransportName;
    readonly versions: Values;
    readonly command: string;
  };
  readonly vectors: readonly Vector[];
}

/** The transports of which there are recordings. */
export const recordedTransports: readonly TransportName[] = ["buffered", "framed", "ttheader", "ttheader-framed"];

/** Where the recording of a transport is. */
export function recordingFile(transport: TransportName): URL {
  return new URL(`${transport}.jsonl`, import.meta.url);
}

/** Reads the recording of a transport. */
export function readRecording(transport: TransportName): Recording {
  const lines = readFileSync(recordingFile(transport), "utf8").trimEnd().split("\n");
  const [about, ...vectors] = lines.map((line) => JSON.parse(line));
  return { about, vectors };
}

/** The name of the server that was recorded, which it tells its callers. */
export const RECORDED_SERVER = "recorded";

/** The limit of every recorded call. */
export const RECORDED_TIMEOUT_MS = 5000;
