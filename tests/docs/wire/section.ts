import { expect } from "vitest";
import type { Capture } from "./capture.ts";
import { dissect, type FieldNames, linesOf } from "./dissect.ts";

/** What a part of the page says of its messages, in the order of each direction. */
export interface SectionTexts {
  /** With its `#`. */
  readonly title: string;
  readonly text: string;
  readonly sent: readonly string[];
  readonly received: readonly string[];
}

/** What the fields of requests and replies are called. */
export interface MessageNames {
  readonly request: FieldNames;
  readonly reply: FieldNames;
}

/** Draws each message of a capture, under what the section calls it. */
export function drawSection(
  { title, text, sent, received }: SectionTexts,
  found: Capture,
  names: MessageNames,
): string {
  return [
    title,
    text,
    ...drawMessages("client → server", sent, found.sent, names.request),
    ...drawMessages("server → client", received, found.received, names.reply),
  ].join("\n\n");
}

function drawMessages(
  direction: string,
  titles: readonly string[],
  messages: readonly Buffer[],
  names: FieldNames,
): readonly string[] {
  expect(messages.length, direction).toBe(titles.length);
  return messages.map((message, index) => {
    const lines = linesOf(dissect(message, names));
    return `${titles[index]} (${direction}, ${message.length} bytes):\n\n\`\`\`text\n${lines.join("\n")}\n\`\`\``;
  });
}
