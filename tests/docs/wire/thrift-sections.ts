import { buffered, framed, ttheader } from "@kitex-ts/core";
import { until } from "../../support/until.ts";
import { type Conversation, capture } from "./capture.ts";
import type { FieldNames } from "./dissect.ts";
import { drawSection } from "./section.ts";

/** A part of the page: a conversation, and what its messages are. */
interface Section {
  readonly title: string;
  readonly text: string;
  readonly conversation: Conversation;
  readonly sent: readonly string[];
  readonly received: readonly string[];
}

/** Draws a call of Thrift on each of Kitex's transports. */
export async function drawThrift(): Promise<string> {
  const drawn: string[] = [];
  for (const { conversation, ...section } of sections) {
    drawn.push(drawSection(section, await capture(conversation), { request, reply }));
  }
  return drawn.join("\n\n");
}

const hi = { message: "hi" };
export const oneCall: Conversation["talk"] = async ({ client }) => void (await client.Echo(hi));

const sections: readonly Section[] = [
  {
    title: "## Buffered",
    text: "`transport: buffered()`: the Thrift message alone. Nothing tells its end but the struct itself.",
    conversation: { client: { transport: buffered() }, talk: oneCall },
    sent: ["The call"],
    received: ["The reply"],
  },
  {
    title: "## Framed",
    text: "`transport: framed()`: the same behind its length. What a Go client sends that sets no transport.",
    conversation: { client: { transport: framed() }, talk: oneCall },
    sent: ["The call"],
    received: ["The reply"],
  },
  {
    title: "## TTHeader, unframed",
    text: "`transport: ttheader({ framed: false })`: Kitex's header, which carries names, metadata, deadlines and business statuses, in front of a bare message.",
    conversation: { client: { transport: ttheader({ framed: false }), connection: "long" }, talk: oneCall },
    sent: ["The call"],
    received: ["The reply"],
  },
  {
    title: "## TTHeader, framed, on a pooled connection",
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
    title: "## TTHeader, framed, on a connection that is shared by agreement",
    text: '`connection: "auto"`, the default. The first call offers to share the connection; Kitex passes over the offer, a server of ours agrees at once, with a control frame: a reply of no call. From then on many calls are in flight, told apart by the sequence id. The second call is given up by its caller, and then the server stops; each says so in a control frame.',
    conversation: sharedConversation(),
    sent: ["The first call, which offers", "The second call", "The second call is given up"],
    received: ["The agreement", "The first reply", "The server stops"],
  },
  {
    title: "## A server that stops, on a pooled connection",
    text: "No control frame, because a Go client would take it for the reply: the mark is in the reply that is due, and the connection ends behind it.",
    conversation: drainedConversation(),
    sent: ["The call"],
    received: ["The reply, after the server began to stop"],
  },
];

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

const message: FieldNames = { 1: { name: "message" } };
export const request: FieldNames = { 1: { name: "req", fields: message } };
const reply: FieldNames = { 0: { name: "the result", fields: message } };
