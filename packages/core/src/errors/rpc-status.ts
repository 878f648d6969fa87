/** gRPC's status codes, and Kitex's 17. */
export const Status = {
  Ok: 0,
  Cancelled: 1,
  Unknown: 2,
  InvalidArgument: 3,
  DeadlineExceeded: 4,
  NotFound: 5,
  AlreadyExists: 6,
  PermissionDenied: 7,
  ResourceExhausted: 8,
  FailedPrecondition: 9,
  Aborted: 10,
  OutOfRange: 11,
  Unimplemented: 12,
  Internal: 13,
  Unavailable: 14,
  DataLoss: 15,
  Unauthenticated: 16,
  /** Kitex's own: a message did not come within the receive timeout. It never travels. */
  RecvDeadlineExceeded: 17,
} as const;

/** One of gRPC's status codes, or any other number that a peer sent. */
export type Status = (typeof Status)[keyof typeof Status] | (number & {});

/** One of a status's details: a `google.protobuf.Any`. */
export interface StatusDetail {
  /** Names the message's type: `type.googleapis.com/` and its full name. */
  readonly typeUrl: string;
  /** The message in Protobuf's wire format. */
  readonly value: Uint8Array;
}

/** A status as gRPC carries it. */
export interface RpcStatus {
  readonly code: Status;
  /** The text as it travels. */
  readonly message: string;
  readonly details: readonly StatusDetail[];
}
