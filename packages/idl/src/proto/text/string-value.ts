/** One character behind a backslash → the byte both stand for. */
const simpleEscapes: ReadonlyMap<string, number> = new Map([
  ["a", 0x07],
  ["b", 0x08],
  ["f", 0x0c],
  ["n", 0x0a],
  ["r", 0x0d],
  ["t", 0x09],
  ["v", 0x0b],
]);

const escapeSequence = /\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gsu;

/** The bytes that a string token stands for, quotes and all. */
export function stringBytes(token: string): Uint8Array {
  return unescaped(token.slice(1, -1));
}

/** The bytes of a text with escapes: plain characters as UTF-8, octal and hexadecimal escapes as one byte each. */
export function unescaped(inner: string): Uint8Array {
  const parts: Uint8Array[] = [];
  let plainFrom = 0;
  for (const match of inner.matchAll(escapeSequence)) {
    const [whole, octal, hex, short, long, letter = ""] = match;
    parts.push(Buffer.from(inner.slice(plainFrom, match.index), "utf8"));
    plainFrom = match.index + whole.length;
    const byte = octal === undefined ? hex && Number.parseInt(hex, 16) : Number.parseInt(octal, 8) & 0xff;
    const code = short ?? long;
    if (typeof byte === "number") parts.push(Uint8Array.of(byte));
    else if (code !== undefined) parts.push(Buffer.from(codePoint(Number.parseInt(code, 16)), "utf8"));
    else parts.push(Uint8Array.of(simpleEscapes.get(letter) ?? letter.charCodeAt(0)));
  }
  parts.push(Buffer.from(inner.slice(plainFrom), "utf8"));
  return Uint8Array.from(Buffer.concat(parts));
}

function codePoint(code: number): string {
  return code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
}

/** The text that a string token stands for; what is no UTF-8 becomes U+FFFD. */
export function stringText(token: string): string {
  return Buffer.from(stringBytes(token)).toString("utf8");
}
