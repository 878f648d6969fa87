import { readFileSync } from "node:fs";

/** An object of a JSON file; `undefined` when the file is not there, or holds something else. */
export function readJsonObject(path: string): Readonly<Record<string, unknown>> | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
  try {
    return objectOf(JSON.parse(withoutComments(text)));
  } catch {
    return undefined;
  }
}

/** The value if it is an object with names as keys. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** JSON as it stands in a tsconfig.json: comments and commas behind a last element become blanks. */
function withoutComments(text: string): string {
  const withBlanks = text
    .replace(/^\uFEFF/, "")
    .replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) => (part.startsWith('"') ? part : " "));
  return withBlanks.replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g, (part) => (part.startsWith('"') ? part : " "));
}
