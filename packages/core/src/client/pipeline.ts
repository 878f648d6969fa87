import { type InstanceSource, resolve } from "../discovery/resolve.ts";
import { compose, type Endpoint } from "../endpoint/endpoint.ts";
import { promptAbort, rpcTimeout } from "../governance/timeout.ts";
import { waitForReady } from "../governance/wait-for-ready.ts";
import { weightedRoundRobin } from "../load-balance/weighted-round-robin.ts";
import { traced } from "../tracing/traced.ts";
import type { ResolvedClientOptions } from "./options.ts";

/** What a call passes on its way out, outermost first. Order is behaviour: this list is the only place that states it. */
export function clientPipeline(options: ResolvedClientOptions, source: InstanceSource, invoke: Endpoint): Endpoint {
  return compose(
    [
      traced(options.tracers, options.logger),
      rpcTimeout,
      // What the framework itself waits for listens to aborts.
      options.middlewares.length > 0 ? promptAbort : undefined,
      ...options.middlewares,
      waitForReady(options.clock),
      resolve(source, weightedRoundRobin()),
    ],
    invoke,
  );
}
