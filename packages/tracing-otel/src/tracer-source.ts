import { ProxyTracerProvider, type Tracer, type TracerProvider, trace } from "@opentelemetry/api";
import { scope } from "./scope.ts";

/**
 * Knows the tracer in charge: the given provider's, else that of the one registered with the API, whenever it comes.
 *
 * While nobody is registered there is none, so that a caller can do nothing at all for nobody.
 */
export class TracerSource {
  readonly #given: Tracer | undefined;
  #registeredWith: TracerProvider | undefined;
  #tracer: Tracer | undefined;

  constructor(given: TracerProvider | undefined) {
    this.#given = given?.getTracer(scope.name, scope.version);
  }

  /** Asked for each call: without a provider it allocates nothing. */
  current(): Tracer | undefined {
    if (this.#given !== undefined) return this.#given;
    const provider = trace.getTracerProvider();
    if (provider !== this.#registeredWith || this.#tracer === undefined) {
      this.#registeredWith = provider;
      this.#tracer = tracerOf(provider);
    }
    return this.#tracer;
  }
}

/** The API hands out a stand-in that waits for a provider; asked for its delegate it says whether there is one. */
function tracerOf(provider: TracerProvider): Tracer | undefined {
  return provider instanceof ProxyTracerProvider
    ? provider.getDelegateTracer(scope.name, scope.version)
    : provider.getTracer(scope.name, scope.version);
}
