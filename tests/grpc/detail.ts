import type { StatusDetail } from "@kitex-ts/core/grpc";
import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { readDetail, writeDetail } from "./kitex-gen/interop/echo/codec.ts";

const typeUrl = "type.googleapis.com/interop.Detail";

/** A text as one of a status's details. */
export function detailOf(text: string): StatusDetail {
  const out = new ByteWriter();
  writeDetail({ text }, out, 10);
  return { typeUrl, value: Buffer.concat(out.take()) };
}

/** The text in one of a status's details. */
export function textOf(detail: StatusDetail): string {
  if (detail.typeUrl !== typeUrl) throw new Error(`a detail of type ${detail.typeUrl}`);
  const bytes = Buffer.from(detail.value);
  return readDetail(new ByteReader(bytes), bytes.length, 10).text;
}
