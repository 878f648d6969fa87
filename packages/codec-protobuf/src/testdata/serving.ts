import { type Client, createClient, createServer, type ServiceInfo, silentLogger } from "@kitex-ts/core";

/** A server of one service on a port of its own. Ends with the test. */
export interface Serving extends AsyncDisposable {
  readonly port: number;
}

/** Serves a service with a handler. */
export async function serve<Methods, Handler>(
  service: ServiceInfo<Methods, Handler>,
  handler: Handler,
): Promise<Serving> {
  const server = createServer({ port: 0, host: "127.0.0.1", logger: silentLogger }).register(service, handler);
  const { port = 0 } = await server.listen();
  return { port, [Symbol.asyncDispose]: () => server.close() };
}

/** A client of whatever is served on a port. */
export function clientOf<Methods extends object, Handler>(
  service: ServiceInfo<Methods, Handler>,
  { port }: { readonly port: number },
): Client<Methods> {
  return createClient(service, { destination: "test", hostPorts: [`127.0.0.1:${port}`] });
}

/** Everything that a stream or an array gives. */
export async function all<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const message of messages) collected.push(message);
  return collected;
}
