import type { RpcContext } from "@kitex-ts/core/extension";

/** How it stands with a service, in the words of gRPC's health checking. */
export type HealthStatus = "UNKNOWN" | "SERVING" | "NOT_SERVING" | "SERVICE_UNKNOWN";

/** The statuses of a server's services, and who waits for them to change. */
export class ServingBoard {
  /** The services that have a status without being given one, besides the server as a whole. */
  readonly #registered: () => Iterable<string>;
  readonly #initial: HealthStatus;
  readonly #stated = new Map<string, HealthStatus>();
  readonly #waiting = new Set<() => void>();
  #isShutDown = false;
  #isDraining = false;

  constructor(registered: () => Iterable<string>, initial: HealthStatus) {
    this.#registered = registered;
    this.#initial = initial;
  }

  /** Whether the server ends, and with it whatever is still told of it. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** The status of a service, of the server where the name is empty; `undefined` for one that is not known. */
  statusOf(service: string): HealthStatus | undefined {
    if (!this.#names().has(service)) return undefined;
    return this.#isShutDown ? "NOT_SERVING" : (this.#stated.get(service) ?? this.#initial);
  }

  /** The statuses of all services that are known. */
  all(): Map<string, HealthStatus> {
    return new Map(Array.from(this.#names(), (name) => [name, this.statusOf(name) ?? "SERVICE_UNKNOWN"]));
  }

  set(service: string, status: HealthStatus): void {
    this.#stated.set(service, status);
    this.#tellChange();
  }

  /** Everything is NOT_SERVING from here on, whatever is set. */
  shutDown(): void {
    this.#isShutDown = true;
    this.#tellChange();
  }

  /** The same, because the server ends. */
  drain(): void {
    this.#isDraining = true;
    this.shutDown();
  }

  /** Settles when a status may have changed, or nobody waits for the call any more. */
  changed(ctx: RpcContext): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        takeBack?.();
        resolve();
      };
      this.#waiting.add(done);
      let takeBack: (() => void) | undefined;
      takeBack = ctx.onAbort(done);
    });
  }

  #names(): Set<string> {
    return new Set(["", ...this.#registered(), ...this.#stated.keys()]);
  }

  #tellChange(): void {
    for (const done of [...this.#waiting]) done();
  }
}
