import { readFileSync } from "node:fs";

/** A cell of a Markdown table: its row by the first cell, and what is between backquotes in it. */
export interface CodeCell {
  readonly row: string;
  readonly code: readonly string[];
}

/** The cells below the headings `column` of all tables of a Markdown file. */
export function codeCellsOf(path: string, column: string): readonly CodeCell[] {
  const cells: CodeCell[] = [];
  let index = -1;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (!line.startsWith("|")) {
      index = -1;
      continue;
    }
    const [row = "", ...rest] = line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim());
    if (index === -1) index = rest.indexOf(column);
    else if (!row.startsWith("---")) cells.push({ row, code: codeOf(rest[index] ?? "") });
  }
  return cells;
}

function codeOf(cell: string): readonly string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/g), ([, code = ""]) => code);
}
