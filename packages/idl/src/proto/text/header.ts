import type { Span } from "../../source.ts";
import type { Token } from "../../thrift/token.ts";
import type { Outline } from "./outline.ts";
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
  const wordsAfter = (word: string) => statements.find(({ tokens }) => tokens[0]?.text === word)?.tokens.slice(1);
  const syntax = stringIn(wordsAfter("syntax"));
  const edition = stringIn(wordsAfter("edition"));
  const named = wordsAfter("package")?.map(({ text }) => text);
  const imports: ImportSyntax[] = [];
  for (const { kind, tokens } of statements) {
    const path = tokens.find((token) => token.kind === "string");
    if (kind !== "import" || path === undefined) continue;
    const word = tokens[1]?.text;
    const modifier = word === "public" || word === "weak" || word === "option" ? word : undefined;
    imports.push({ name: stringText(path.text), modifier, start: path.start, end: path.end });
  }
  return {
    syntax: edition !== undefined ? "editions" : syntax === "proto3" ? "proto3" : "proto2",
    edition,
    package: named?.join("") ?? "",
    imports,
  };
}

function stringIn(tokens: readonly Token[] | undefined): string | undefined {
  const token = tokens?.find(({ kind }) => kind === "string");
  return token && stringText(token.text);
}
