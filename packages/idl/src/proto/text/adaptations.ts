import { headerOf } from "./header.ts";
import type { Outline, Statement } from "./outline.ts";
import type { Edit } from "./words.ts";

/**
 * The edits that a file needs because protobufjs reads it otherwise than Protobuf, or not at all. What they take away is
 * read from the outline.
 */
export function adaptations(outline: Outline): readonly Edit[] {
  const proto3 = headerOf(outline).syntax === "proto3";
  const edits: Edit[] = [];
  const waiting: Statement[] = [...outline.statements];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind === "field" && proto3) edits.push(...labelEdits(next));
    if (next.kind === "group") edits.push(...bracketEdits(next));
    if (next.kind === "option" || next.kind === "field") edits.push(...messageEdits(next));
    if (next.kind === "oneof") edits.push(...oneofEdits(next));
    for (const inner of next.body) waiting.push(inner);
  }
  return edits;
}

/**
 * The word `optional` of proto3: protobufjs puts such a field into a oneof called by the field's name behind an underscore,
 * which may be the name of another field.
 */
function labelEdits({ tokens: [first] }: Statement): readonly Edit[] {
  return first?.text === "optional" ? [{ start: first.start, end: first.end }] : [];
}

/** The options of a group. */
function bracketEdits({ tokens }: Statement): readonly Edit[] {
  const open = tokens.find(({ text }) => text === "[");
  const last = tokens.at(-1);
  return open === undefined || last === undefined ? [] : [{ start: open.start, end: last.end }];
}

/** A oneof with a group among its members: they become fields of the message. */
function oneofEdits({ body, start, end, next }: Statement): readonly Edit[] {
  if (!body.some(({ kind }) => kind === "group")) return [];
  const members = body.filter(({ kind }) => kind === "field" || kind === "group");
  return [
    { start, end: next.start },
    ...members.map((member) => ({ start: member.start, end: member.start, text: "optional " })),
    { start: end - 1, end },
  ];
}

/** `<` and `>` around a message in the value of an option, which mean the same as braces. */
function messageEdits({ kind, tokens }: Statement): readonly Edit[] {
  const from = kind === "option" ? 0 : tokens.findIndex(({ text }) => text === "[");
  return tokens.flatMap(({ text, start, end }, index) => {
    if (from < 0 || index < from || (text !== "<" && text !== ">")) return [];
    return [{ start, end, text: text === "<" ? "{" : "}" }];
  });
}
