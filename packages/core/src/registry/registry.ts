/** What a server announces of itself at one address. */
export interface RegistryInfo {
  /** The server's name in discovery. */
  readonly service: string;
  /** Where callers reach it: `host:port`, `[::1]:port` or `unix:/path`. */
  readonly address: string;
  /** Share of the calls in relation to the other instances, more than 0. Kitex's default is 10. */
  readonly weight: number;
  readonly tags: ReadonlyMap<string, string>;
}

/**
 * Stores entries where resolvers find them. It stores and removes; when, how often, and again after what failure is
 * core's business (`KeepRegistered`), so an implementation keeps no timer and retries nothing.
 *
 * An entry is known by its `info` object: core gives the same one to all three methods. Calls for one `info` never
 * overlap. Every promise settles soon after its signal aborts.
 */
export interface Registry {
  /** Shown in errors and logs; for example `consul http://127.0.0.1:8500`. */
  readonly name: string;
  /** Milliseconds between two heartbeats. */
  readonly heartbeatMs: number;
  /** Stores the entry, whatever is there. Rejects when that is not known to have worked. */
  register(info: RegistryInfo, signal: AbortSignal): Promise<void>;
  /** Keeps the entry from expiring. Rejects when it is gone, or when that cannot be known: it is registered again then. */
  heartbeat(info: RegistryInfo, signal: AbortSignal): Promise<void>;
  /** Removes the entry; settles as well when there is none, or when registering it never worked. */
  deregister(info: RegistryInfo, signal: AbortSignal): Promise<void>;
}

/** How it stands with one entry. */
export type RegistrationState =
  /** The first attempt, or one after a failure, is under way or waits for its turn; `error` is what the last one met. */
  | { readonly kind: "registering"; readonly error: unknown }
  | { readonly kind: "registered" }
  | { readonly kind: "deregistered" };
