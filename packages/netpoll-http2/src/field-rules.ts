import type { HeaderField } from "./header-list.ts";

/** RFC 9110's token without capitals, which RFC 9113 section 8.2.1 forbids; pseudo-header fields begin with a colon. */
const fieldName = /^:?[a-z0-9!#$%&'*+\-.^_`|~]+$/;

/** Fields that speak of a connection, which HTTP/2 does in frames: RFC 9113 section 8.2.2. */
const connectionSpecific: ReadonlySet<string> = new Set([
  "connection",
  "proxy-connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/** Says what is wrong with a field in whatever list it is (RFC 9113 section 8.2); `undefined` when nothing is. */
export function fieldFault({ name, value }: HeaderField): string | undefined {
  if (!fieldName.test(name)) return `a field with the name ${quoted(name)}`;
  if (!isFieldValue(value)) return `${quoted(name)} with a value that is none`;
  if (connectionSpecific.has(name)) return `the field ${name}, which is about a connection`;
  if (name === "te" && value.toLowerCase() !== "trailers") return "te with another value than trailers";
  return undefined;
}

/** Whether a field is one of HTTP/2's own, as `:path` (RFC 9113 section 8.3). */
export function isPseudoField(name: string): boolean {
  return name.charCodeAt(0) === 0x3a;
}

/** The beginning of what a peer sent, fit for a log. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}

/** A value without the blanks at its ends, which are no part of it (RFC 9110 section 5.5); itself where there are none. */
export function withoutBlanks(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) start += 1;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

/** RFC 9113 section 8.2.1: no NUL, CR or LF, and no blank at either end. */
function isFieldValue(value: string): boolean {
  if (isBlank(value.charCodeAt(0)) || isBlank(value.charCodeAt(value.length - 1))) return false;
  return !value.includes("\0") && !value.includes("\r") && !value.includes("\n");
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}
