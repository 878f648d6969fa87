import { type Client, createClient } from "../client/client.ts";
import type { ClientOptions } from "../client/options.ts";
import { silentLogger } from "../logging/logger.ts";
import { type EchoClient, echoService } from "../testing/echo-service.ts";

/** A client of the test service on a port of this machine. */
export function echoClient(port: number, options: Partial<ClientOptions> = {}): Client<EchoClient> {
  const given = { destination: "echo", hostPorts: [`127.0.0.1:${port}`], logger: silentLogger };
  return createClient(echoService(), { ...given, ...options });
}
