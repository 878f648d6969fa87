import type { BodyCodec, ResultCodec } from "./body-codec.ts";

/** One method of a service, as the framework needs it. */
export interface MethodInfo {
  readonly service: string;
  /** The name in the IDL and on the wire. */
  readonly name: string;
  /** A oneway method has no answer: its call settles when the request was written. */
  readonly oneway: boolean;
  readonly args: BodyCodec;
  readonly result: ResultCodec;
}
