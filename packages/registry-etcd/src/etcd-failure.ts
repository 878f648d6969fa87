import {
  castGrpcError,
  EtcdAuthenticationFailedError,
  EtcdInvalidAuthTokenError,
  EtcdLeaseInvalidError,
  EtcdPermissionDeniedError,
  GRPCDeadlineExceededError,
  GRPCUnauthenticatedError,
  isRecoverableError,
} from "etcd3";
import { EtcdError, EtcdErrorCode } from "./etcd-error.ts";

/** What the library calls wrong names, wrong passwords, old tokens and missing rights. */
const denials = [
  EtcdAuthenticationFailedError,
  EtcdInvalidAuthTokenError,
  EtcdPermissionDeniedError,
  GRPCUnauthenticatedError,
];

/**
 * One error for what the library throws: errors of its calls have a class and no code, those of its streams a code and
 * no class, and what ends a watch is a text.
 */
export function etcdErrorOf(error: unknown, member: string, limitMs: number): EtcdError {
  if (error instanceof EtcdError) return error;
  const cause = error instanceof Error ? castGrpcError(error) : new Error(String(error));
  const text = cause.message.replace(/^\d+ [A-Z_]+: /, "");
  if (cause instanceof GRPCDeadlineExceededError) {
    return new EtcdError(EtcdErrorCode.Timeout, `${member} did not answer within ${limitMs} ms`, cause);
  }
  if (cause instanceof EtcdLeaseInvalidError) {
    return new EtcdError(EtcdErrorCode.LeaseLost, `${member} knows the lease no more`, cause);
  }
  if (denials.some((denial) => cause instanceof denial) || /user name is empty/.test(text)) {
    return new EtcdError(EtcdErrorCode.Denied, `${member} denies it: ${text}`, cause);
  }
  if (isRecoverableError(cause)) {
    return new EtcdError(EtcdErrorCode.Unavailable, `${member} is not available: ${text}`, cause);
  }
  return new EtcdError(EtcdErrorCode.Refused, `${member} refused: ${text}`, cause);
}

/** Whether another member may do better. */
export function isOfOneMember(error: unknown): boolean {
  return (
    error instanceof EtcdError && (error.code === EtcdErrorCode.Unavailable || error.code === EtcdErrorCode.Timeout)
  );
}
