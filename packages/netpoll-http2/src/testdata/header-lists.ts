import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { HeaderList } from "../header-list.ts";
import type { HeaderEncoder } from "../hpack/header-encoder.ts";

/** A name and its value. */
export type Pair = readonly [name: string, value: string];

/** A list of fields that may be indexed. */
export function listOf(...pairs: readonly Pair[]): HeaderList {
  return new HeaderList(pairs.map(([name, value]) => ({ name, value })));
}

/** The fields of a list, without what else is known of them. */
export function pairsOf(list: HeaderList): Pair[] {
  return list.fields.map(({ name, value }) => [name, value]);
}

/** Bytes written as hex, with blanks anywhere. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(/\s/g, ""), "hex");
}

/** The block of a list. */
export function encoded(encoder: HeaderEncoder, list: HeaderList): Buffer {
  const out = new ByteWriter();
  encoder.encode(list, out);
  return Buffer.concat(out.take());
}
