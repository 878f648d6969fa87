import { compose, type Endpoint } from "../endpoint/endpoint.ts";
import { traced } from "../tracing/traced.ts";
import type { ResolvedServerOptions } from "./options.ts";

/** What a call passes on its way to its handler, outermost first. Order is behaviour: this list is the only place that states it. */
export function serverPipeline(options: ResolvedServerOptions, invoke: Endpoint): Endpoint {
  return compose([traced(options.tracers, options.logger), ...options.middlewares], invoke);
}
