import { FieldType } from "./descriptor-proto.ts";
import { unescaped } from "./text/string-value.ts";

/** A default value as a descriptor has it, a text, → what it stands for; of an enum the value's name. */
export function parseDefault(text: string, type: number | undefined): string | number | bigint | boolean | Uint8Array {
  switch (type) {
    case FieldType.string:
    case FieldType.enum:
      return text;
    case FieldType.bytes:
      return unescaped(text);
    case FieldType.bool:
      return text === "true";
    case FieldType.int64:
    case FieldType.uint64:
    case FieldType.sint64:
    case FieldType.fixed64:
    case FieldType.sfixed64:
      return /^-?\d+$/.test(text) ? BigInt(text) : 0n;
    case FieldType.float:
      return Math.fround(numberOf(text));
    case FieldType.double:
      return numberOf(text);
    default:
      return Number(text) + 0; // compilers keep the sign of -0 here too, and no integer has one
  }
}

function numberOf(text: string): number {
  return text === "inf" ? Infinity : text === "-inf" ? -Infinity : Number(text);
}

/** A default value as a descriptor has it. */
export function printDefault(value: string | number | bigint | boolean | Uint8Array): string {
  if (value instanceof Uint8Array) return escapeBytes(value);
  if (Object.is(value, -0)) return "-0";
  if (typeof value !== "number" || Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

const escapes: ReadonlyMap<number, string> = new Map([
  [0x0a, "\\n"],
  [0x0d, "\\r"],
  [0x09, "\\t"],
  [0x22, '\\"'],
  [0x27, "\\'"],
  [0x5c, "\\\\"],
]);

/** The escapes of C, as Protobuf's own compiler writes them. */
function escapeBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const known = escapes.get(byte);
    if (known !== undefined) return known;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
  }).join("");
}
