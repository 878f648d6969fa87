import { framed, isKitexError, ttheader } from "@kitex-ts/core";
import { Echo, type EchoClient, type EchoHandler } from "../../grpc/kitex-gen/interop/echo/service.ts";
import { scriptedHandlers } from "../../grpc/our-handlers.ts";
import { messagesIn } from "./capture.ts";
import type { FieldNames } from "./dissect.ts";
import { type Recorded, record } from "./record.ts";
import { drawSection, type MessageNames, type SectionTexts } from "./section.ts";

/** A part of the page: a conversation, and what its messages are. */
interface Section extends SectionTexts, MessageNames, Pick<Recorded<EchoClient, EchoHandler>, "client" | "talk"> {
  readonly unary?: EchoHandler["unary"];
}

const message: FieldNames = { 1: { name: "message" } };

/** Of a proto3 message, which `ErrorProto` is: fields of zero value are left out. */
const error: FieldNames = { 1: { name: "TypeID" }, 2: { name: "Message" } };

const sections: readonly Section[] = [
  {
    title: "### Over TTHeader",
    text: '`transport: ttheader()`, the default, with `connection: "long"`: the header is that of Thrift, its protocol number too, as in Kitex.',
    client: { transport: ttheader(), connection: "long" },
    talk: async ({ client }) => void (await client.unary({ message: "hi" })),
    sent: ["The call"],
    received: ["The reply"],
    request: message,
    reply: message,
  },
  {
    title: "### Framed, and answered with an exception",
    text: "`transport: framed()`. An exception's body is Kitex's `ErrorProto { int32 TypeID = 1; string Message = 2; }`, with the numbers that Thrift's exceptions have.",
    client: { transport: framed() },
    unary: () => Promise.reject(new Error("odd")),
    talk: async ({ client }) => {
      const failure = await client.unary({ message: "hi" }).catch((thrown: unknown) => thrown);
      if (!isKitexError(failure)) throw failure;
    },
    sent: ["The call"],
    received: ["The exception"],
    request: message,
    reply: error,
  },
];

/** Draws calls of Protobuf on Kitex's own wire. */
export async function drawProtobuf(): Promise<string> {
  const drawn: string[] = [];
  for (const { unary, client, talk, request, reply, ...texts } of sections) {
    const handler = { ...scriptedHandlers, ...(unary === undefined ? {} : { unary }) };
    const found = await record({ service: Echo, handler, client, talk });
    drawn.push(drawSection(texts, messagesIn(found), { request, reply }));
  }
  return drawn.join("\n\n");
}
