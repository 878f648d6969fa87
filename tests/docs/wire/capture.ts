import {
  type Client,
  type ClientOptions,
  createClient,
  createServer,
  type Server,
  type ServerOptions,
  silentLogger,
} from "@kitex-ts/core";
import { fakeClock } from "@kitex-ts/netpoll/testing";
import { EchoService, type EchoServiceClient, type EchoServiceHandler } from "../../fixtures/kitex-gen/echo/service.ts";
import { RecordingProxy } from "../../interop/recorded/proxy.ts";
import { labHandler } from "../../support/lab-handler.ts";
import { messageEnd } from "./dissect.ts";

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

/** Lets a client and a server of ours talk, and keeps every byte between them. Time stands still. */
export async function capture({ client: how, handler, talk }: Conversation): Promise<Capture> {
  const clock = fakeClock();
  const shared = { logger: silentLogger, clock } satisfies ServerOptions & Partial<ClientOptions>;
  await using server = createServer({ ...shared, port: 0, host: "127.0.0.1" });
  server.register(EchoService, { ...labHandler, ...handler });
  const { port = 0 } = await server.listen();
  await using proxy = await RecordingProxy.start(`127.0.0.1:${port}`);
  await using client = createClient(EchoService, {
    ...shared,
    ...how,
    destination: "echo.svc",
    serviceName: "shop.web",
    hostPorts: [proxy.address],
  });
  await talk({ client, server });
  await client.close();
  const { sent, received } = await proxy.next();
  return { sent: messagesOf(sent), received: messagesOf(received) };
}

function messagesOf(bytes: Buffer): readonly Buffer[] {
  const messages: Buffer[] = [];
  for (let rest = bytes; rest.length > 0; rest = rest.subarray(messageEnd(rest))) {
    messages.push(rest.subarray(0, messageEnd(rest)));
  }
  return messages;
}
