import { type RpcStatus, Status } from "../../../errors/rpc-status.ts";
import { messageOf } from "../../../util/printable.ts";

/** A message that came is larger than its reader takes, or is not what gRPC calls a message. */
export class BadMessageError extends Error {
  override readonly name = "BadMessageError" as const;
  readonly kind: "too-large" | "malformed";

  constructor(kind: BadMessageError["kind"], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

/** The status of a call in which a message came that cannot be read: a `BadMessageError`, or what its codec threw. */
export function statusOfBadMessage(error: unknown, text: string = messageOf(error)): RpcStatus {
  const tooLarge = error instanceof BadMessageError && error.kind === "too-large";
  return { code: tooLarge ? Status.ResourceExhausted : Status.Internal, message: text, details: [] };
}

/** The error of a stream that ended so many bytes into a message. */
export function cutOff(bytes: number): BadMessageError {
  return new BadMessageError("malformed", `the stream ended ${bytes} bytes into a message`);
}
