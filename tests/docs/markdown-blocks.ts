import { readFileSync } from "node:fs";

/** A fenced block of a Markdown file. */
export interface Block {
  readonly language: string;
  /** The file name in the comment on its first line. */
  readonly file: string | undefined;
  readonly text: string;
}

/** All fenced blocks of a Markdown file, in their order. */
export function blocksOf(path: string): readonly Block[] {
  const markdown = readFileSync(path, "utf8");
  return Array.from(markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms), ([, language = "", text = ""]) => ({
    language,
    file: /^\/\/ (\S+\.\w+)\n/.exec(text)?.[1],
    text,
  }));
}
