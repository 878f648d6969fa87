import type { Span } from "../../source.ts";
import type { Outline, Statement } from "./outline.ts";
import { stringText } from "./string-value.ts";

/** What a file says of itself before its first definition. */
export interface FileHeader {
  readonly syntax: "proto2" | "proto3" | "editions";
  readonly edition: string | undefined;
  readonly package: string;
  readonly imports: readonly ImportSyntax[];
}

export interface ImportSyntax extends Span {
  readonly name: string;
  readonly modifier: "public" | "weak" | "option" | undefined;
}

/** `syntax`, `edition`, `package` and the imports of a file; without the first two it is proto2. */
export function headerOf({ statements }: Outline): FileHeader {
  const saying = (word: string) => statements.find(({ tokens }) => tokens[0]?.text === word);
  const edition = stringIn(saying("edition"))?.text;
  const named = saying("package")
    ?.tokens.slice(1)
    .map(({ text }) => text);
  const imports: ImportSyntax[] = [];
  for (const statement of statements) {
    const path = statement.kind === "import" ? stringIn(statement) : undefined;
    if (path === undefined) continue;
    const word = statement.tokens[1]?.text;
    const modifier = word === "public" || word === "weak" || word === "option" ? word : undefined;
    imports.push({ name: path.text, modifier, start: path.start, end: path.end });
  }
  const proto3 = stringIn(saying("syntax"))?.text === "proto3";
  return {
    syntax: edition === undefined ? (proto3 ? "proto3" : "proto2") : "editions",
    edition,
    package: named?.join("") ?? "",
    imports,
  };
}

/** The text of the string in a statement; strings that follow one another are one. */
export function stringIn(statement: Statement | undefined): (Span & { readonly text: string }) | undefined {
  const strings = statement?.tokens.filter(({ kind }) => kind === "string") ?? [];
  const [first, last] = [strings[0], strings.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return { text: strings.map(({ text }) => stringText(text)).join(""), start: first.start, end: last.end };
}
