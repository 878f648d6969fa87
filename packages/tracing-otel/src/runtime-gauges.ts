import type { Monitored, RuntimeStats } from "@kitex-ts/core/extension";
import type { BatchObservableResult, Meter, Observable } from "@opentelemetry/api";
import type { Side } from "./side.ts";

/**
 * Shows one meter what clients, or servers, hold: connections by state, and bytes that wait to be sent.
 *
 * Those of one service count as one, because a gauge has one value for one set of attributes. A service whose clients
 * are all closed stays, at zero: the SDK would show its last values for ever.
 */
export class RuntimeGauges {
  readonly #side: Side;
  readonly #byService = new Map<string, Set<Monitored>>();
  readonly #connections: Observable;
  readonly #pendingWrite: Observable;

  constructor(side: Side, meter: Meter) {
    this.#side = side;
    this.#connections = meter.createObservableGauge(`kitex.${side}.connections`, {
      description: "Connections, by state",
      unit: "{connection}",
    });
    this.#pendingWrite = meter.createObservableGauge(`kitex.${side}.pending_write`, {
      description: "Bytes written that the operating system has not taken",
      unit: "By",
    });
    meter.addBatchObservableCallback((result) => this.#observe(result), [this.#connections, this.#pendingWrite]);
  }

  add(subject: Monitored): void {
    let subjects = this.#byService.get(subject.service);
    if (subjects === undefined) {
      subjects = new Set();
      this.#byService.set(subject.service, subjects);
    }
    subjects.add(subject);
  }

  delete(subject: Monitored): void {
    this.#byService.get(subject.service)?.delete(subject);
  }

  #observe(result: BatchObservableResult): void {
    for (const [service, subjects] of this.#byService) {
      const held = Array.from(subjects, (subject) => subject.stats());
      const sum = (of: (stats: RuntimeStats) => number): number => held.reduce((total, one) => total + of(one), 0);
      const count = (state: string, of: (stats: RuntimeStats) => number): void =>
        result.observe(this.#connections, sum(of), { "kitex.service": service, "kitex.connection.state": state });
      count("used", ({ connections }) => connections.inUse);
      if (this.#side === "client") {
        count("idle", ({ connections }) => connections.idle);
        count("opening", ({ connections }) => connections.opening);
      }
      const pending = sum(({ pendingWriteBytes }) => pendingWriteBytes);
      result.observe(this.#pendingWrite, pending, { "kitex.service": service });
    }
  }
}

// A meter takes the values of whoever observes last, so that the clients of all suites have to be added up in one place.
const existing: Readonly<Record<Side, WeakMap<Meter, RuntimeGauges>>> = {
  client: new WeakMap(),
  server: new WeakMap(),
};

/** The gauges of a meter, which all suites share. */
export function runtimeGauges(side: Side, meter: Meter): RuntimeGauges {
  let gauges = existing[side].get(meter);
  if (gauges === undefined) {
    gauges = new RuntimeGauges(side, meter);
    existing[side].set(meter, gauges);
  }
  return gauges;
}
