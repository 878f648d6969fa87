/** Lines further to the right. */
export function indented(lines: readonly string[], indent: string): string[] {
  return lines.map((line) => indent + line);
}

/** A loop: on one line where its body is one. */
export function loop(head: string, body: readonly string[]): string[] {
  const [only] = body;
  if (body.length === 1 && only !== undefined) return [`${head} ${only}`];
  return [`${head} {`, ...indented(body, "  "), "}"];
}

/** `text` between `before` and `behind`, which join its first and last line. */
export function wrapped(before: string, text: readonly string[], behind: string): string[] {
  return text.map((line, i) => `${i === 0 ? before : ""}${line}${i === text.length - 1 ? behind : ""}`);
}

/** The expression for a depth `lower` levels further down. */
export type Levels = (lower: number) => string;

/** The depth that a struct's fields get, `depth` or `depth - 1`, and what lies below it. */
export function levels(depth: string): Levels {
  const own = depth === "depth" ? 0 : 1;
  return (lower) => (own + lower === 0 ? "depth" : `depth - ${own + lower}`);
}
