import { type InstanceSource, resolve } from "../discovery/resolve.ts";
import { aroundBeginning } from "../endpoint/beginning.ts";
import { composeStream, type StreamEndpoint } from "../endpoint/stream-endpoint.ts";
import { promptStream } from "../governance/prompt-stream.ts";
import { streamTimeout } from "../governance/timeout.ts";
import { waitForReady } from "../governance/wait-for-ready.ts";
import { weightedRoundRobin } from "../load-balance/weighted-round-robin.ts";
import { tracedStream } from "../tracing/traced-stream.ts";
import type { ResolvedClientOptions } from "./options.ts";

/** What a stream passes on its way out, outermost first; beside `clientPipeline`, the only place that states it. */
export function streamPipeline(
  options: ResolvedClientOptions,
  source: InstanceSource,
  invoke: StreamEndpoint,
): StreamEndpoint {
  const { middlewares } = options.stream;
  return composeStream(
    [
      tracedStream(options.tracers, options.logger),
      streamTimeout,
      // What the framework itself waits for listens to aborts.
      middlewares.length > 0 ? promptStream : undefined,
      ...middlewares,
      // Somebody to talk to is found as for a call.
      aroundBeginning([waitForReady(options.clock), resolve(source, weightedRoundRobin())]),
    ],
    invoke,
  );
}
