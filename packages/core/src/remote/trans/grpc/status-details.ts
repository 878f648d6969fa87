import type { RpcStatus, StatusDetail } from "../../../errors/rpc-status.ts";
import { decodeBinary, encodeBinary } from "../../transmeta/binary-value.ts";

// google.rpc.Status { int32 code = 1; string message = 2; repeated google.protobuf.Any details = 3; }
// google.protobuf.Any { string type_url = 1; bytes value = 2; }
const CODE = 1;
const MESSAGE = 2;
const DETAILS = 3;
const TYPE_URL = 1;
const VALUE = 2;

const WireType = { Varint: 0, Fixed64: 1, Bytes: 2, Fixed32: 5 } as const;

/** A status as `grpc-status-details-bin` carries it: a serialized `google.rpc.Status` in base64. */
export function encodeStatusDetails({ code, message, details }: RpcStatus): string {
  const text = Buffer.from(message, "utf8");
  const parts = [
    ...(code === 0 ? [] : [varint(CODE << 3), varint(code)]),
    ...(text.length === 0 ? [] : bytesField(MESSAGE, text)),
    ...details.flatMap(({ typeUrl, value }) =>
      bytesField(
        DETAILS,
        Buffer.concat([
          ...(typeUrl === "" ? [] : bytesField(TYPE_URL, Buffer.from(typeUrl, "utf8"))),
          ...(value.length === 0 ? [] : bytesField(VALUE, value)),
        ]),
      ),
    ),
  ];
  return encodeBinary(Buffer.concat(parts));
}

/** The status in a `grpc-status-details-bin` value; `undefined` when it is no base64 or no `google.rpc.Status`. */
export function decodeStatusDetails(value: string): RpcStatus | undefined {
  const bytes = decodeBinary(value);
  if (bytes === undefined) return undefined;
  let [code, message] = [0, ""];
  const details: StatusDetail[] = [];
  const whole = eachField(Buffer.from(bytes), (field, content) => {
    if (field === CODE && typeof content === "number") code = content | 0;
    else if (field === MESSAGE && typeof content !== "number") message = content.toString("utf8");
    else if (field === DETAILS && typeof content !== "number") {
      const detail = readAny(content);
      if (detail === undefined) return false;
      details.push(detail);
    }
    return true;
  });
  return whole ? { code, message, details } : undefined;
}

function readAny(bytes: Buffer): StatusDetail | undefined {
  let typeUrl = "";
  let value: Uint8Array = new Uint8Array();
  const whole = eachField(bytes, (field, content) => {
    if (field === TYPE_URL && typeof content !== "number") typeUrl = content.toString("utf8");
    else if (field === VALUE && typeof content !== "number") value = Uint8Array.from(content);
    return true;
  });
  return whole ? { typeUrl, value } : undefined;
}

/** Gives each field and its content, a number for a varint; false when the bytes are no message, or `take` says so. */
function eachField(bytes: Buffer, take: (field: number, content: number | Buffer) => boolean): boolean {
  let at = 0;
  /** The low 32 bits of the next varint; `undefined` when there is none of at most ten bytes. */
  const next = (): number | undefined => {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      if (i < 5) value = (value | ((byte & 0x7f) << (7 * i))) >>> 0;
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  const skip = (length: number | undefined): Buffer | undefined => {
    if (length === undefined || length > bytes.length - at) return undefined;
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = next();
    if (tag === undefined || tag >>> 3 === 0) return false;
    const content = contentOf(tag & 7, next, skip);
    if (content === undefined || !take(tag >>> 3, content)) return false;
  }
  return true;
}

function contentOf(
  wireType: number,
  next: () => number | undefined,
  skip: (length: number | undefined) => Buffer | undefined,
): number | Buffer | undefined {
  switch (wireType) {
    case WireType.Varint:
      return next();
    case WireType.Bytes:
      return skip(next());
    case WireType.Fixed32:
      return skip(4);
    case WireType.Fixed64:
      return skip(8);
    default:
      return undefined; // groups: neither message has ever had one
  }
}

function bytesField(field: number, bytes: Uint8Array): Uint8Array[] {
  return [varint((field << 3) | WireType.Bytes), varint(bytes.length), bytes];
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value >>> 0;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
