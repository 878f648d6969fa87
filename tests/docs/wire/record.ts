import {
  type Client,
  type ClientOptions,
  createClient,
  createServer,
  type Server,
  type ServerOptions,
  type ServiceInfo,
  silentLogger,
} from "@kitex-ts/core";
import { fakeClock } from "@kitex-ts/netpoll/testing";
import { type Exchange, RecordingProxy } from "../../interop/recorded/proxy.ts";

/** What a recording is of. */
export interface Recorded<Methods, Handler> {
  readonly service: ServiceInfo<Methods, Handler>;
  readonly handler: Handler;
  readonly client: Pick<ClientOptions, "transport" | "connection">;
  /** What is called; both ends are closed afterwards, the client first. */
  talk(ends: { readonly client: Client<Methods>; readonly server: Server }): Promise<void>;
}

/** Lets a client and a server of ours talk over one connection, and keeps every byte. Time stands still. */
export async function record<Methods extends object, Handler>({
  service,
  handler,
  client: how,
  talk,
}: Recorded<Methods, Handler>): Promise<Exchange> {
  const shared = { logger: silentLogger, clock: fakeClock() } satisfies ServerOptions & Partial<ClientOptions>;
  await using server = createServer({ ...shared, port: 0, host: "127.0.0.1" });
  server.register(service, handler);
  const { port = 0 } = await server.listen();
  await using proxy = await RecordingProxy.start(`127.0.0.1:${port}`);
  await using client = createClient(service, {
    ...shared,
    ...how,
    destination: "echo.svc",
    serviceName: "shop.web",
    hostPorts: [proxy.address],
  });
  await talk({ client, server });
  await client.close();
  return await proxy.next();
}
