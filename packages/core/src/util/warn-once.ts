const given = new Set<string>();

/** Emits a warning of this process, the first time that `code` comes up; for what no caller can be told. */
export function warnOnce(code: string, text: string): void {
  if (given.has(code)) return;
  given.add(code);
  process.emitWarning(text, { code });
}
