import { compose, type Endpoint } from "../endpoint/endpoint.ts";
import { composeStream, type StreamEndpoint } from "../endpoint/stream-endpoint.ts";
import type { ResolvedServerOptions } from "./options.ts";

/** What a call passes on its way to its handler, outermost first. Order is behaviour: this list is the only place that states it. */
export function serverPipeline(options: ResolvedServerOptions, invoke: Endpoint): Endpoint {
  return compose(options.middlewares, invoke);
}

/** The same for a stream. */
export function serverStreamPipeline(options: ResolvedServerOptions, invoke: StreamEndpoint): StreamEndpoint {
  return composeStream(options.streamMiddlewares, invoke);
}
