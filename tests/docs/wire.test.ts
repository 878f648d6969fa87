import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buffered, framed, ttheader } from "@kitex-ts/core";
import { expect, test } from "vitest";
import { replaceBetween } from "../support/replace-between.ts";
import { until } from "../support/until.ts";
import { type Capture, type Conversation, capture } from "./wire/capture.ts";
import { dissect, type FieldNames, linesOf } from "./wire/dissect.ts";

const page = join(import.meta.dirname, "../../docs/wire.md");

/** A part of the page: a conversation, and what its messages are. */
interface Section {
  readonly title: string;
  readonly text: string;
  readonly conversation: Conversation;
  readonly sent: readonly string[];
  readonly received: readonly string[];
}

const hi = { message: "hi" };
const oneCall: Conversation["talk"] = async ({ client }) => void (await client.Echo(hi));

const sections: readonly Section[] = [
  {
    title: "Buffered",
    text: "`transport: buffered()`: the Thrift message alone. Nothing tells its end but the struct itself.",
    conversation: { client: { transport: buffered() }, talk: oneCall },
    sent: ["The call"],
    received: ["The reply"],
  },
  {
    title: "Framed",
    text: "`transport: framed()`: the same behind its length. What a Go client sends that sets no transport.",
    conversation: { client: { transport: framed() }, talk: oneCall },
    sent: ["The call"],
    received: ["The reply"],
  },
  {
    title: "TTHeader, unframed",
    text: "`transport: ttheader({ framed: false })`: Kitex's header, which carries names, metadata, deadlines and business statuses, in front of a bare message.",
    conversation: { client: { transport: ttheader({ framed: false }), connection: "long" }, talk: oneCall },
    sent: ["The call"],
    received: ["The reply"],
  },
  {
    title: "TTHeader, framed, on a pooled connection",
    text: '`transport: ttheader()`, the default, with `connection: "long"`. Here with metadata: a transient value, a persistent one, and one that the handler sends back.',
    conversation: {
      client: { transport: ttheader(), connection: "long" },
      handler: {
        Echo: (request, ctx) => {
          ctx.meta.backward.set("served-by", "echo-1");
          return request;
        },
      },
      talk: async ({ client }) => {
        await client.Echo(hi, { meta: { transient: { tenant: "7" }, persistent: { TRACE: "a1" } } });
      },
    },
    sent: ["The call"],
    received: ["The reply"],
  },
  {
    title: "TTHeader, framed, on a connection that is shared by agreement",
    text: '`connection: "auto"`, the default. The first call offers to share the connection; Kitex passes over the offer, a server of ours agrees at once, with a control frame: a reply of no call. From then on many calls are in flight, told apart by the sequence id. The second call is given up by its caller, and then the server stops; each says so in a control frame.',
    conversation: sharedConversation(),
    sent: ["The first call, which offers", "The second call", "The second call is given up"],
    received: ["The agreement", "The first reply", "The server stops"],
  },
  {
    title: "A server that stops, on a pooled connection",
    text: "No control frame, because a Go client would take it for the reply: the mark is in the reply that is due, and the connection ends behind it.",
    conversation: drainedConversation(),
    sent: ["The call"],
    received: ["The reply, after the server began to stop"],
  },
];

test("the page shows what is sent (vitest -u draws it again)", async () => {
  const drawn: string[] = [];
  for (const section of sections) drawn.push(draw(section, await capture(section.conversation)));
  const text = replaceBetween(readFileSync(page, "utf8"), "captures", `\n${drawn.join("\n\n")}\n`);
  await expect(text).toMatchFileSnapshot(page);
});

test("a request tells of a framed payload, and is the default", async () => {
  const given = await capture({ client: {}, talk: oneCall });
  const stated = await capture({ client: { transport: ttheader(), connection: "auto" }, talk: oneCall });
  expect(given).toEqual(stated);
  expect(given.sent[0]?.toString("latin1")).toContain("\u0000\u0001\u0000\u0006framed");
});

test("what is no message of the captures is refused, not guessed at", () => {
  const call = Buffer.from("80010001000000044563686f00000001000000", "hex");
  expect(() => dissect(call, request)).toThrow("2 bytes are left");
  expect(() => dissect(Buffer.from("80010001000000044563686f000000010b000900", "hex"), request)).toThrow("a field 9");
});

function sharedConversation(): Conversation {
  let calls = 0;
  let aborted = false;
  return {
    client: { transport: ttheader(), connection: "auto" },
    handler: {
      Echo: (echoed, ctx) => {
        calls += 1;
        if (calls === 1) return echoed;
        return new Promise(() => {
          ctx.onAbort(() => {
            aborted = true;
          });
        });
      },
    },
    talk: async ({ client, server }) => {
      await client.Echo(hi);
      const caller = new AbortController();
      const second = client.Echo(hi, { signal: caller.signal }).catch((error: unknown) => error);
      await until(
        () => calls === 2,
        () => "the second call did not come",
      );
      caller.abort();
      await second;
      await until(
        () => aborted,
        () => "nobody told the handler",
      );
      await server.close();
    },
  };
}

function drainedConversation(): Conversation {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let called = false;
  return {
    client: { transport: ttheader(), connection: "long" },
    handler: {
      Echo: async (echoed) => {
        called = true;
        await released;
        return echoed;
      },
    },
    talk: async ({ client, server }) => {
      const reply = client.Echo(hi);
      await until(
        () => called,
        () => "the call did not come",
      );
      const closed = server.close();
      release();
      await reply;
      await closed;
    },
  };
}

function draw({ title, text, sent, received }: Section, found: Capture): string {
  return [
    `## ${title}`,
    text,
    ...drawMessages("client → server", sent, found.sent, request),
    ...drawMessages("server → client", received, found.received, reply),
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

const message: FieldNames = { 1: { name: "message" } };
const request: FieldNames = { 1: { name: "req", fields: message } };
const reply: FieldNames = { 0: { name: "the result", fields: message } };
