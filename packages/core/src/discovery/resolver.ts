import type { Instance } from "../context/instance.ts";

/** Whom a call is for, as resolvers see it. */
export interface ResolveTarget {
  /** The destination's name in discovery. */
  readonly service: string;
  readonly tags: ReadonlyMap<string, string>;
}

/** Who serves a destination. */
export interface ResolveResult {
  readonly instances: readonly Instance[];
}

/** Finds the instances of a destination. */
export interface Resolver {
  /** Shown in errors; for example `consul http://127.0.0.1:8500`. */
  readonly name: string;
  /** The answer to every question, where it never changes: then `resolve` is not asked for each call. */
  readonly fixed?: ResolveResult;
  /** Says who serves `target`, or throws when that cannot be known. An empty list means: nobody. */
  resolve(target: ResolveTarget, signal: AbortSignal): ResolveResult | Promise<ResolveResult>;
}
