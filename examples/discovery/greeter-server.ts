import { createServer, type Server } from "@kitex-ts/core";
import type { Registry } from "@kitex-ts/core/extension";
import { Greeter } from "./kitex-gen/greeter/service.ts";

/** The name under which the servers are announced and called. */
export const SERVICE = "greeter";

/** A server that listens on a free port and keeps itself announced in `registry` until it is closed. */
export async function serveGreeter(name: string, registry: Registry, handleSignals: boolean): Promise<Server> {
  const server = createServer({ port: 0, host: "127.0.0.1", serviceName: SERVICE, registry, handleSignals });
  server.register(Greeter, { greet: (who) => ({ text: `Hello, ${who}!`, server: name }) });
  await server.listen();
  return server;
}
