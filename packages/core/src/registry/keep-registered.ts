import { channel } from "node:diagnostics_channel";
import type { Logger } from "../logging/logger.ts";
import { Backoff } from "../util/backoff.ts";
import type { Clock } from "../util/clock.ts";
import { messageOf } from "../util/printable.ts";
import type { RegistrationState, Registry, RegistryInfo } from "./registry.ts";

/** So long may one call to a registry take. */
const attemptMs = 5_000;
/** So long may the entry's removal hold up a server that stops. */
const deregisterMs = 1_000;

/** What is published on the diagnostics channel `kitex.registry.state` whenever it changes how it stands with an entry. */
export interface RegistrationChanged {
  readonly registry: string;
  readonly info: RegistryInfo;
  readonly state: RegistrationState;
}

const changes = channel("kitex.registry.state");

/** What keeping an entry needs. */
export interface KeepRegisteredOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** A number from 0 up to 1; for tests. */
  readonly random?: () => number;
}

/**
 * Keeps one entry in a registry, whatever happens to the registry, until it is stopped.
 *
 * ```text
 *   register ──works──► registered ──every heartbeatMs──► heartbeat ──works──┐
 *      ▲  └─fails─► wait 0.1 s, 0.2 s … 5 s, with jitter        │            │
 *      └────────────────────────────────────────────────────fails      (again, until stop)
 * ```
 *
 * Nothing that a registry does is an error of a call, or ends the process: it is logged once when it begins and once
 * when it ends, and `state` tells.
 */
export class KeepRegistered {
  readonly info: RegistryInfo;
  readonly #registry: Registry;
  readonly #options: KeepRegisteredOptions;
  readonly #backoff: Backoff;
  #state: RegistrationState = { kind: "registering", error: undefined };
  #stopping = false;
  #wake: () => void = () => {};
  #giveUp: AbortController | undefined;
  readonly #done: Promise<void>;

  /** Begins at once, and never waits. */
  constructor(registry: Registry, info: RegistryInfo, options: KeepRegisteredOptions) {
    this.#registry = registry;
    this.info = info;
    this.#options = options;
    const { random } = options;
    this.#backoff = new Backoff({ firstMs: 100, mostMs: 5_000, ...(random === undefined ? {} : { random }) });
    this.#done = this.#keep();
  }

  get state(): RegistrationState {
    return this.#state;
  }

  /** Removes the entry; settles when that is done, after 1 s at the latest, and never rejects. */
  stop(): Promise<void> {
    this.#stopping = true;
    this.#giveUp?.abort(new Error("the server stops"));
    this.#wake();
    return this.#done;
  }

  async #keep(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#attempt(attemptMs, (signal) => this.#registry.register(this.info, signal));
        this.#registered();
        await this.#beat();
      } catch (error) {
        if (this.#stopping) break;
        // An entry that was there is stored anew at once; one that could not be stored has to wait.
        const wasRegistered = this.#state.kind === "registered";
        this.#failed(error);
        if (!wasRegistered) await this.#pause(this.#backoff.next());
      }
    }
    await this.#deregister();
  }

  /** Heartbeats until one fails, which rejects, or until the server stops. */
  async #beat(): Promise<void> {
    for (;;) {
      await this.#pause(this.#registry.heartbeatMs);
      if (this.#stopping) return;
      await this.#attempt(attemptMs, (signal) => this.#registry.heartbeat(this.info, signal));
    }
  }

  async #deregister(): Promise<void> {
    try {
      await this.#attempt(deregisterMs, (signal) => this.#registry.deregister(this.info, signal));
    } catch (error) {
      this.#log("warn", error, "could not be removed: it stays until it expires");
    }
    this.#become({ kind: "deregistered" });
  }

  /** Runs one call to the registry; rejects after `ms` even when the registry does not listen to its signal. */
  async #attempt(ms: number, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    this.#giveUp = controller;
    const { signal } = controller;
    const timer = this.#options.clock.setTimer(() => controller.abort(new Error(`no answer within ${ms} ms`)), ms);
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    aborted.catch(() => {});
    try {
      await Promise.race([run(signal), aborted]);
    } finally {
      timer.cancel();
      this.#giveUp = undefined;
    }
  }

  #pause(ms: number): Promise<void> {
    if (this.#stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#options.clock.setTimer(resolve, ms);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  #registered(): void {
    this.#backoff.reset();
    const before = this.#state;
    if (before.kind === "registering" && before.error !== undefined)
      this.#log("info", undefined, "is registered again");
    this.#become({ kind: "registered" });
  }

  #failed(error: unknown): void {
    const before = this.#state;
    const known = before.kind === "registering" && before.error !== undefined;
    if (!known) this.#log("warn", error, "is not registered: trying again until it is");
    this.#become({ kind: "registering", error });
  }

  #become(state: RegistrationState): void {
    this.#state = state;
    if (!changes.hasSubscribers) return;
    const change: RegistrationChanged = { registry: this.#registry.name, info: this.info, state };
    changes.publish(change);
  }

  #log(level: "info" | "warn", error: unknown, what: string): void {
    const { service, address } = this.info;
    const why = error === undefined ? "" : ` (${messageOf(error)})`;
    this.#options.logger[level]({ error }, `${service} at ${address} ${what}${why}; registry: ${this.#registry.name}`);
  }
}
