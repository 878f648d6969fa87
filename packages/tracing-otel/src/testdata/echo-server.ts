import { createClient, createServer, silentLogger } from "@kitex-ts/core";
import type { ClientSuite, ServerSuite, ServiceInfo } from "@kitex-ts/core/extension";
import { type EchoClient, type EchoHandler, echoService } from "@kitex-ts/core/testing";

/** A server of the test service, called `name` in its IDL and in discovery, and a client of it. */
export interface EchoRig extends AsyncDisposable {
  readonly client: EchoClient;
  readonly hostPort: string;
}

/** What a rig can be told. */
export interface EchoRigOptions {
  readonly name?: string;
  readonly clientSuites?: readonly ClientSuite[];
  readonly serverSuites?: readonly ServerSuite[];
  /** The client's own name. */
  readonly callerName?: string;
  /** What the server takes the service for, where it differs from what the client does. */
  readonly served?: ServiceInfo<EchoClient, EchoHandler>;
}

/** Starts both on a free port. */
export async function echoRig(handler: EchoHandler, options: EchoRigOptions = {}): Promise<EchoRig> {
  const { name = "Echo", clientSuites = [], serverSuites = [], callerName } = options;
  const service = echoService(name);
  const server = createServer({
    port: 0,
    host: "127.0.0.1",
    suites: serverSuites,
    serviceName: name.toLowerCase(),
    logger: silentLogger, // handlers fail on purpose
  });
  const { port } = await server.register(options.served ?? service, handler).listen();
  const hostPort = `127.0.0.1:${port}`;
  const client = createClient(service, {
    destination: name.toLowerCase(),
    hostPorts: [hostPort],
    suites: clientSuites,
    ...(callerName === undefined ? {} : { serviceName: callerName }),
  });
  return {
    client,
    hostPort,
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await server.close();
    },
  };
}
