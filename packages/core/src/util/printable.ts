/** The longest text of a peer that is put into a log line or an error message, in UTF-16 units. */
const MAX_SHOWN = 1024;

/**
 * A value as text that is safe to print: one line, no control characters, at most 1,024 characters. Never throws.
 *
 * A peer chooses method names and error texts; line breaks and terminal escapes in them could forge log lines.
 */
export function printable(value: unknown): string {
  const text = messageOf(value);
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}… (${text.length} characters)` : text;
  return shown.replace(/[\p{Cc}\u2028\u2029]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The text of whatever was thrown; an error's message, or the value itself. Never throws. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return "a value that cannot be shown"; // a thrown object whose toString throws
  }
}
