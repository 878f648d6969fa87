/** A field value as RFC 9113 section 8.2.1 allows it, each byte as one character. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Text as the value of an HTTP/2 header: its UTF-8 bytes, each as one character. Kitex sends `biz-extra` and metainfo
 * so, raw; gRPC's own fields are ASCII, of which both forms are the same. Blanks around it are no part of a header and
 * left out. `undefined` for what no header can hold: control characters.
 */
export function toHeaderValue(text: string): string | undefined {
  const value = (isAscii(text) ? text : Buffer.from(text, "utf8").toString("latin1")).replace(/^[\t ]+|[\t ]+$/g, "");
  return VALUE.test(value) ? value : undefined;
}

/** The text of a header's value; bytes that are no UTF-8 become U+FFFD. */
export function fromHeaderValue(value: string): string {
  return isAscii(value) ? value : Buffer.from(value, "latin1").toString("utf8");
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
