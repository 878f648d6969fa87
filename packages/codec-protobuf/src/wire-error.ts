import { MalformedVarintError, UnexpectedEndError } from "@kitex-ts/netpoll/buffer";
import { ProtobufError } from "./protobuf-error.ts";

/** What reading bytes throws, as an error of this codec where it is about the bytes; anything else as it is. */
export function asProtobufError(error: unknown): unknown {
  if (!(error instanceof UnexpectedEndError || error instanceof MalformedVarintError)) return error;
  return new ProtobufError(error.message, "", { cause: error });
}
