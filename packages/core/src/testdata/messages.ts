import { ByteReader } from "@kitex-ts/netpoll/buffer";
import type { MethodInfo } from "../payload/method-info.ts";
import type { RemoteException } from "../payload/payload-codec.ts";
import { readTTHeader, type TTHeader, type TTHeaderPairs, writeTTHeader } from "../remote/codec/ttheader.ts";
import { resolveWireLimits, type WireLimits } from "../remote/wire-limits.ts";
import { echoService } from "../testing/echo-service.ts";
import { jsonCodec } from "../testing/json-codec.ts";
import { streamService } from "../testing/stream-service.ts";
import { written } from "./hex.ts";

/** The limits that a server has by default. */
export const limits: WireLimits = resolveWireLimits({}, 16 * 1024 * 1024);

/** A method of the test services. */
export function methodNamed(name: string): MethodInfo {
  const method = echoService().methods.get(name) ?? streamService().methods.get(name);
  if (method === undefined) throw new Error(`no method ${name}`);
  return method;
}

type Head = Partial<TTHeaderPairs & { readonly flags: number }>;

/** A TTHeader frame around `payload`, which has a length of its own in front. */
export function headed(seqId: number, payload: Buffer, { flags = 0, strings = [], ints = [] }: Head = {}): Buffer {
  return written((out) => writeTTHeader(out, { flags, seqId, strings, ints }, () => out.writeBytes(framed(payload))));
}

/** A payload with its length in front. */
export function framed(payload: Buffer): Buffer {
  return written((out) => {
    out.writeI32(payload.length);
    out.writeBytes(payload);
  });
}

/** The payload of a request of the test service. */
export function requestPayload(seqId: number, value: unknown, method = "echo"): Buffer {
  return written((out) => jsonCodec.encodeRequest(out, methodNamed(method), seqId, value, limits));
}

/** The payload of a reply. */
export function replyPayload(seqId: number, value: unknown): Buffer {
  const method = methodNamed("echo");
  return written((out) => jsonCodec.encodeReply(out, method, seqId, { ok: true, value }, limits));
}

/** The payload of an exception. */
export function exceptionPayload(seqId: number, exception: RemoteException): Buffer {
  return written((out) => jsonCodec.encodeException(out, "echo", seqId, exception));
}

/** The payload of a reply without a result. */
export function emptyReplyPayload(seqId: number): Buffer {
  return written((out) => jsonCodec.encodeEmptyReply(out, "echo", seqId));
}

/** A control frame with one pair, as vector C1. */
export function controlFrame(key: string, value: string): Buffer {
  const nothing = Buffer.from("80010002000000046e6f6e650000000000", "hex");
  const content = { flags: 0, seqId: 0, strings: [[key, value] as const], ints: [] };
  return written((out) => writeTTHeader(out, content, () => out.writeBytes(nothing)));
}

/** A TTHeader message of the test service, read. */
export interface ReadMessage {
  readonly header: TTHeader;
  readonly kind: string;
  readonly method: string;
  readonly seqId: number;
  /** The JSON of the body. */
  readonly body: unknown;
}

/** Reads a TTHeader frame whose payload is framed. */
export function readHeaded(frame: Buffer): ReadMessage {
  const header = readTTHeader(frame, limits);
  return { header, ...readPayload(frame.subarray(header.payloadStart + 4)) };
}

/** Reads a payload. */
export function readPayload(payload: Buffer): Omit<ReadMessage, "header"> {
  const input = new ByteReader(payload);
  const { kind, method, seqId } = jsonCodec.decodeEnvelope(input);
  return { kind, method, seqId, body: JSON.parse(input.readUtf8(input.remaining)) };
}
