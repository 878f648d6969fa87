/** Every way in which etcd can fail, as the strings that users see in `error.code`. */
export const EtcdErrorCode = {
  /** No connection, no leader, or a member that cannot serve at the moment. */
  Unavailable: "UNAVAILABLE",
  /** No answer in time. */
  Timeout: "TIMEOUT",
  /** Wrong user name or password, or a right that is missing. */
  Denied: "DENIED",
  /** The lease of an entry ran out or was revoked; the entry went with it. */
  LeaseLost: "LEASE_LOST",
  /** The entry is not there any more, although its lease is. */
  EntryLost: "ENTRY_LOST",
  /** etcd ended a watch. */
  WatchLost: "WATCH_LOST",
  /** etcd refused a request for another reason; the message holds it. */
  Refused: "REFUSED",
  /** `close()` was called. */
  Closed: "CLOSED",
} as const;

export type EtcdErrorCode = (typeof EtcdErrorCode)[keyof typeof EtcdErrorCode];

/** etcd could not be asked, or refused. The message says which etcd, and holds no secret. */
export class EtcdError extends Error {
  override readonly name = "EtcdError" as const;
  readonly code: EtcdErrorCode;

  constructor(code: EtcdErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Whether `error` is an `EtcdError` with this code. */
export function isEtcdError(error: unknown, code: EtcdErrorCode): error is EtcdError {
  return error instanceof EtcdError && error.code === code;
}
