import { ErrorCode } from "./codes.ts";

/** The application exception ids that Kitex puts on the wire (TApplicationException and two of its own). */
export const ExceptionId = {
  UnknownMethod: 1,
  InvalidMessageType: 2,
  BadSequenceId: 4,
  InternalError: 6,
  ProtocolError: 7,
  InvalidProtocol: 9,
  UnknownService: 20,
} as const;

/** The error code of an exception that a peer sent. */
export function codeOfException(typeId: number): ErrorCode {
  if (typeId === ExceptionId.UnknownService) return ErrorCode.UnknownService;
  if (typeId === ExceptionId.UnknownMethod) return ErrorCode.UnknownMethod;
  return ErrorCode.Remote;
}

/** Whether a Go server closes its connection after sending this exception, so that it must not be used again. */
export function closesConnection(typeId: number): boolean {
  switch (typeId) {
    case ExceptionId.UnknownMethod:
    case ExceptionId.ProtocolError:
    case ExceptionId.InvalidProtocol:
    case ExceptionId.UnknownService:
      return true;
    default:
      return false;
  }
}
