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

/** The beginning of what a peer sent, fit for a log. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}

/** RFC 9113 section 8.2.1: no NUL, CR or LF, and no blank at either end. */
function isFieldValue(value: string): boolean {
  if (isBlank(value.charCodeAt(0)) || isBlank(value.charCodeAt(value.length - 1))) return false;
  return !value.includes("\0") && !value.includes("\r") && !value.includes("\n");
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}
