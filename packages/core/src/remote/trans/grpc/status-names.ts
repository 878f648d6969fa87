import { Http2ErrorCode } from "@kitex-ts/netpoll-http2";
import { isKitexError } from "../../../errors/kitex-error.ts";
import { Status } from "../../../errors/rpc-status.ts";

/** What Kitex resets streams with that it cannot finish before it exits, and what it says of them. */
export const GRACEFUL_SHUTDOWN = 1_000;
export const GRACEFUL_SHUTDOWN_TEXT = "graceful shutdown";

/** The status of an answer that an HTTP server or proxy gave instead of gRPC (gRPC's http-grpc-status-mapping). */
export function statusOfHttp(httpStatus: string | undefined): Status {
  switch (httpStatus) {
    case undefined:
    case "400":
      return Status.Internal;
    case "401":
      return Status.Unauthenticated;
    case "403":
      return Status.PermissionDenied;
    case "404":
      return Status.Unimplemented;
    case "429":
    case "502":
    case "503":
    case "504":
      return Status.Unavailable;
    default:
      return Status.Unknown;
  }
}

/** The status of a stream that its peer reset, as Kitex reads the code of RST_STREAM. */
export function statusOfReset(code: Http2ErrorCode): Status {
  switch (code) {
    case Http2ErrorCode.FlowControlError:
    case Http2ErrorCode.EnhanceYourCalm:
      return Status.ResourceExhausted;
    case Http2ErrorCode.RefusedStream:
    case GRACEFUL_SHUTDOWN:
      return Status.Unavailable;
    case Http2ErrorCode.Cancel:
      return Status.Cancelled;
    case Http2ErrorCode.InadequateSecurity:
      return Status.PermissionDenied;
    default:
      return code in RESET_NAMES ? Status.Internal : Status.Unknown;
  }
}

/** What Kitex says of a stream that its peer reset. */
export function textOfReset(code: Http2ErrorCode): string {
  if (code === GRACEFUL_SHUTDOWN) return GRACEFUL_SHUTDOWN_TEXT;
  const name = RESET_NAMES[code] ?? `unknown error code 0x${code.toString(16)}`;
  return `stream terminated by RST_STREAM with error code: ${name}`;
}

/** What a call is reset with that its caller gives up, because of `reason`: a shutdown above it goes on to those below. */
export function resetOfAbort(reason: Error): Http2ErrorCode {
  const { cause } = reason;
  const status = isKitexError(cause) ? cause.status : undefined;
  const shutdown = status?.code === Status.Unavailable && status.message === GRACEFUL_SHUTDOWN_TEXT;
  return shutdown ? GRACEFUL_SHUTDOWN : Http2ErrorCode.Cancel;
}

const RESET_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(Http2ErrorCode).map(([name, code]) => [code, upperSnake(name)]),
);

/** `RefusedStream` as RFC 9113 writes it. */
function upperSnake(name: string): string {
  if (name === "Http11Required") return "HTTP_1_1_REQUIRED";
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}
