import type { Client, ClientOptions, Server } from "@kitex-ts/core";
import { EchoService, type EchoServiceClient, type EchoServiceHandler } from "../../fixtures/kitex-gen/echo/service.ts";
import type { Exchange } from "../../interop/recorded/proxy.ts";
import { labHandler } from "../../support/lab-handler.ts";
import { messageEnd } from "./dissect.ts";
import { record } from "./record.ts";

/** The messages that went over one connection, in the order of each direction. */
export interface Capture {
  readonly sent: readonly Buffer[];
  readonly received: readonly Buffer[];
}

/** What a capture is of. */
export interface Conversation {
  readonly client: Pick<ClientOptions, "transport" | "connection">;
  readonly handler?: Partial<EchoServiceHandler>;
  /** What is called; both ends are closed afterwards, the client first. */
  talk(ends: { readonly client: Client<EchoServiceClient>; readonly server: Server }): Promise<void>;
}

/** Lets a client and a server of ours talk, and keeps every message between them. */
export async function capture({ handler, ...conversation }: Conversation): Promise<Capture> {
  return messagesIn(await record({ ...conversation, service: EchoService, handler: { ...labHandler, ...handler } }));
}

/** The messages of an exchange on Kitex's own wire. */
export function messagesIn({ sent, received }: Exchange): Capture {
  return { sent: messagesOf(sent), received: messagesOf(received) };
}

function messagesOf(bytes: Buffer): readonly Buffer[] {
  const messages: Buffer[] = [];
  for (let rest = bytes; rest.length > 0; rest = rest.subarray(messageEnd(rest))) {
    messages.push(rest.subarray(0, messageEnd(rest)));
  }
  return messages;
}
