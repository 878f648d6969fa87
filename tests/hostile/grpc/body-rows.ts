import { delimited, hex, nested, repeated, tag, varint, Wire } from "./bytes.ts";

/** The body of a message: of `interop.EchoRequest`, or of `interop.EchoResponse`, whose first two fields are the same. */
export interface BodyRow {
  readonly what: string;
  readonly bytes: Buffer;
}

const UNKNOWN = 99;
const MESSAGE = 1;
const PAYLOAD = 2;
const groups = (levels: number): Buffer =>
  Buffer.concat([repeated(tag(UNKNOWN, Wire.group), levels), repeated(tag(UNKNOWN, Wire.endGroup), levels)]);

/** Bodies that nobody can read. */
export const unreadableBodies: readonly BodyRow[] = [
  { what: "a text of 2^31-1 bytes", bytes: delimited(MESSAGE, "hi", 0x7fff_ffff) },
  { what: "a text of 2^32-1 bytes", bytes: delimited(MESSAGE, "hi", 0xffff_ffff) },
  { what: "a text of 2^63 bytes", bytes: Buffer.concat([hex("0a"), hex("80808080808080808001"), hex("6869")]) },
  {
    what: "a text of two bytes, told in ten",
    bytes: Buffer.concat([hex("0a"), hex("82808080808080808000"), hex("6869")]),
  },
  { what: "a text of -1 bytes", bytes: Buffer.concat([hex("0a"), hex("ffffffffffffffffff01"), hex("6869")]) },
  { what: "a text that is one byte short", bytes: delimited(MESSAGE, "hi", 3) },
  { what: "bytes of 2^31-1 bytes", bytes: delimited(PAYLOAD, "hi", 0x7fff_ffff) },
  { what: "an unknown field of 2^31-1 bytes", bytes: delimited(UNKNOWN, "hi", 0x7fff_ffff) },
  { what: "a tag without its field", bytes: hex("0a") },
  { what: "half a tag", bytes: hex("80") },
  { what: "a tag of eleven bytes", bytes: repeated(hex("80"), 10) },
  { what: "field 0", bytes: hex("0000") },
  { what: "field 0, with a length", bytes: hex("0200") },
  { what: "a field number beyond 2^29", bytes: hex("8080808010 00") },
  { what: "wire type 6", bytes: tag(UNKNOWN, 6) },
  { what: "wire type 7", bytes: tag(UNKNOWN, 7) },
  { what: "wire type 6 of a known field", bytes: tag(MESSAGE, 6) },
  {
    what: "a varint of eleven bytes",
    bytes: Buffer.concat([tag(UNKNOWN, Wire.varint), repeated(hex("ff"), 10), hex("01")]),
  },
  { what: "a varint that never ends", bytes: Buffer.concat([tag(UNKNOWN, Wire.varint), repeated(hex("80"), 60_000)]) },
  { what: "half a fixed64", bytes: Buffer.concat([tag(UNKNOWN, Wire.fixed64), hex("01020304")]) },
  { what: "half a fixed32", bytes: Buffer.concat([tag(UNKNOWN, Wire.fixed32), hex("0102")]) },
  { what: "a group that never ends", bytes: tag(UNKNOWN, Wire.group) },
  { what: "a group that ends as another", bytes: Buffer.concat([tag(UNKNOWN, Wire.group), tag(98, Wire.endGroup)]) },
  { what: "the end of a group that nobody began", bytes: tag(UNKNOWN, Wire.endGroup) },
  { what: "101 groups in one another", bytes: groups(101) },
  { what: "14,000 groups in one another", bytes: groups(14_000) },
  { what: "30,000 groups that never end", bytes: repeated(tag(UNKNOWN, Wire.group), 30_000) },
  { what: "a text that is no UTF-8", bytes: delimited(MESSAGE, hex("ff")) },
  { what: "an overlong slash (CVE-2026-44288)", bytes: delimited(MESSAGE, hex("c0af")) },
  { what: "an overlong NUL", bytes: delimited(MESSAGE, hex("c080")) },
  { what: "half a surrogate pair", bytes: delimited(MESSAGE, hex("eda080")) },
  { what: "a character beyond Unicode", bytes: delimited(MESSAGE, hex("f4908080")) },
  { what: "a text that ends within a character", bytes: delimited(MESSAGE, hex("e282")) },
];

/** Bodies that are odd, and mean what they say. Each has the message `hi`. */
export const oddBodies: readonly BodyRow[] = [
  { what: "an unknown field", bytes: Buffer.concat([delimited(UNKNOWN, "x"), delimited(MESSAGE, "hi")]) },
  {
    what: "an unknown field, ten thousand times",
    bytes: Buffer.concat([repeated(hex("980600"), 10_000), delimited(MESSAGE, "hi")]),
  },
  {
    what: "an unknown field whose bytes look nested without end",
    bytes: Buffer.concat([delimited(UNKNOWN, nested(UNKNOWN, 5_000)), delimited(MESSAGE, "hi")]),
  },
  {
    what: "a known field of another wire type",
    bytes: Buffer.concat([tag(MESSAGE, Wire.varint), varint(5), delimited(MESSAGE, "hi")]),
  },
  { what: "a length in five bytes", bytes: hex("0a 8280808000 6869") },
  {
    what: "a group",
    bytes: Buffer.concat([
      tag(UNKNOWN, Wire.group),
      delimited(MESSAGE, "x"),
      tag(UNKNOWN, Wire.endGroup),
      delimited(MESSAGE, "hi"),
    ]),
  },
  { what: "fifty groups in one another", bytes: Buffer.concat([groups(50), delimited(MESSAGE, "hi")]) },
  { what: "a field again and again", bytes: repeated(delimited(MESSAGE, "hi"), 10_000) },
];
