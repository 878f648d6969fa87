import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import clientRecordings from "../hostile/recorded-client.json" with { type: "json" };
import serverRecordings from "../hostile/recorded-server.json" with { type: "json" };
import type { ClientRecording, Reaction, ServerRecording } from "../hostile/recording.ts";
import { markdownTable } from "../interop/ledger/markdown-table.ts";
import { type Incoming, MessageStream } from "../support/incoming.ts";
import { replaceBetween } from "../support/replace-between.ts";
import { MessageType } from "../support/wire.ts";

const docs = join(import.meta.dirname, "../../docs");
const page = join(docs, "compatibility.md");
const text = readFileSync(page, "utf8");

test("the page lists each recorded probe whose end differs (vitest -u draws the lists again)", async () => {
  const drawn = replaceBetween(
    replaceBetween(text, "server-probes", serverTable(serverRecordings)),
    "client-probes",
    clientTable(clientRecordings),
  );
  await expect(drawn).toMatchFileSnapshot(page);
});

describe("a deliberate difference", () => {
  const differences = text
    .split("\n")
    .filter((line) => line.startsWith("- **"))
    .map((line) => [/\*\*(.+?)\*\*/.exec(line)?.[1] ?? line, linksIn(line)] as const);

  test("is listed", () => {
    expect(differences.length).toBeGreaterThan(30);
  });

  test.each(differences)("is pinned by tests, which have the names that its links have: %s", (_title, links) => {
    const pins = links.filter(({ target }) => /^\.\.\/(tests|packages)\//.test(target));
    expect(pins).not.toEqual([]);
    for (const { label, target } of pins) expect(readFileSync(join(docs, target), "utf8"), target).toContain(label);
  });
});

test("every link of the page leads to a file", () => {
  for (const { target } of linksIn(text)) {
    expect(() => statSync(join(docs, target.replace(/#.*/, ""))), target).not.toThrow();
  }
});

interface Link {
  readonly label: string;
  readonly target: string;
}

function linksIn(markdown: string): readonly Link[] {
  return Array.from(markdown.matchAll(/\[([^[\]]+)\]\(([^()]+)\)/g), ([, label = "", target = ""]) => ({
    label,
    target,
  }));
}

function serverTable(recordings: readonly ServerRecording[]): string {
  const rows = recordings.flatMap(({ name, kitex, ours }) =>
    ours === undefined ? [] : [[name, inWords(kitex), inWords(ours), ours.why]],
  );
  return markdownTable(["sent", "Kitex", "ours", "why"], rows);
}

function clientTable(recordings: readonly ClientRecording[]): string {
  const rows = recordings.flatMap(({ name, kitex, ours, why }) =>
    why === undefined ? [] : [[name, kitexEnd(kitex), `\`${ours}\``, why]],
  );
  return markdownTable(["replied", "Kitex", "ours", "why"], rows);
}

/** A Go client tells its result and its error. */
function kitexEnd(told: string): string {
  const [, result = "", error = ""] = /^RESULT (.*) \| ERR (.*)$/.exec(told) ?? [];
  if (error === "<nil>") return result === "<nil>" ? "nil, and no error" : "the value";
  return error.startsWith("rpc timeout") ? "a timeout" : `\`${error}\``;
}

function inWords({ got, connection }: Reaction): string {
  const replies = new MessageStream().push(Buffer.from(got, "hex")).map(replyInWords);
  const end = { open: "goes on", closed: "closes", waits: "waits" }[connection] ?? connection;
  return [...replies, end].join(", ");
}

function replyInWords({ type, header, body }: Incoming): string {
  const mark = header?.strings.has("crrst") === true ? " with `crrst`" : "";
  if (type === MessageType.exception) return `exception ${body.readInt32BE(body.length - 5)}${mark}`;
  return `a reply${mark}`;
}
