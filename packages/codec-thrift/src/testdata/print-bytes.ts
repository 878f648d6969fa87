// Run as a program, under the flags of code-generation-off.test.ts.
import { ByteReader } from "@kitex-ts/netpoll/buffer";
import type { StructDescriptor } from "../descriptor.ts";
import { structCodecFor } from "../jit/struct-codec-for.ts";
import { written } from "./bytes.ts";
import { Denied, defaultEveryType, EveryTypeDescriptor, readEveryType, writeEveryType } from "./generated.ts";

const Hostile: StructDescriptor = {
  kind: "struct",
  name: 'H"]; throw 1; //\u2028',
  fields: [
    { id: 1, name: "__proto__", type: { kind: "string" }, requiredness: "default" },
    { id: 2, name: "constructor", type: { kind: "i32" }, requiredness: "optional" },
    { id: 3, name: 'a"];\u2028throw 1;', type: { kind: "i32" }, requiredness: "default", default: () => 5 },
    { id: 4, name: "self", type: { kind: "struct", struct: () => Hostile }, requiredness: "optional" },
  ],
};

const value = Object.fromEntries([
  ["__proto__", "a"],
  [
    "self",
    Object.fromEntries([
      ["__proto__", "b"],
      ["constructor", 7],
    ]),
  ],
]);
const hostile = structCodecFor(Hostile);
const everyType = structCodecFor(EveryTypeDescriptor);
const hostileBytes = written((out) => hostile.write(value, out, 64));
const bytes = written((out) => everyType.write(defaultEveryType(), out, 64));
const generated = written((out) => writeEveryType(defaultEveryType(), out, 64));
const read = [
  hostile.read(new ByteReader(hostileBytes), 64),
  everyType.read(new ByteReader(bytes), 64),
  readEveryType(new ByteReader(generated), 64),
  new Denied({ message: "no" }).message,
];
process.stdout.write(
  JSON.stringify(
    {
      compiled: /^function write0/.test(String(hostile.write)),
      bytes: Buffer.concat([hostileBytes, bytes, generated]).toString("hex"),
      read,
    },
    (_key, item) => (typeof item === "bigint" ? `${item}n` : item),
  ),
);
