import { createNoopMeter, type Meter, type MeterProvider, metrics } from "@opentelemetry/api";
import { scope } from "./scope.ts";

/**
 * Knows the meter in charge: the given provider's, else that of the one registered with the API, whenever it comes.
 *
 * The API's instruments stay what they were made as: those made before a provider is registered never record. So they
 * are made again when the meter changes, and there is no meter while nobody is registered.
 */
export class MeterSource {
  readonly #given: MeterProvider | undefined;
  #provider: MeterProvider | undefined;
  #meter: Meter | undefined;

  constructor(given: MeterProvider | undefined) {
    this.#given = given;
  }

  /** Asked for each call: without a provider it allocates nothing. */
  current(): Meter | undefined {
    const provider = this.#given ?? metrics.getMeterProvider();
    if (provider !== this.#provider) {
      this.#provider = provider;
      const meter = provider.getMeter(scope.name, scope.version);
      this.#meter = meter === createNoopMeter() ? undefined : meter;
    }
    return this.#meter;
  }
}
