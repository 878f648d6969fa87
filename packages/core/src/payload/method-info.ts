import type { BodyCodec, ResultCodec } from "./body-codec.ts";

/** Which side of a method sends one message and which any number: `client` streams requests, `server` responses. */
export type StreamingMode = "unary" | "client" | "server" | "bidirectional";

/** One method of a service, as the framework needs it. */
export interface MethodInfo {
  readonly service: string;
  /** The name in the IDL and on the wire. */
  readonly name: string;
  /** A oneway method has no answer: its call settles when the request was written. */
  readonly oneway: boolean;
  readonly streaming: StreamingMode;
  /** A request; of a method that streams requests, one of them. */
  readonly args: BodyCodec;
  /** What comes back; of a method that streams responses, one of them. */
  readonly result: ResultCodec;
}
