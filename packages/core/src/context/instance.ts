/** One server of a service, as a resolver knows it. */
export interface Instance {
  /** `host:port`, `[::1]:port` or `unix:/path`. */
  readonly address: string;
  /** Share of the calls in relation to the others; Kitex's default is 10. */
  readonly weight: number;
  readonly tags: ReadonlyMap<string, string>;
}

/** The weight of an instance that states none (Kitex's default). */
export const DEFAULT_WEIGHT = 10;
