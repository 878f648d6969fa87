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

/** Who hears what a watch finds. */
export interface ResolveListener {
  /** The whole list as it is now; called once soon after the watch began, and after each change. */
  onResult(result: ResolveResult): void;
  /** It is not known at the moment who serves the target. The watch goes on by itself. */
  onError(error: unknown): void;
}

/** Finds the instances of a destination. */
export interface Resolver {
  /** Shown in errors; for example `consul http://127.0.0.1:8500`. */
  readonly name: string;
  /** The answer to every question, where it never changes: then `resolve` is not asked at all. */
  readonly fixed?: ResolveResult;
  /** Says who serves `target`, or throws when that cannot be known. An empty list means: nobody. */
  resolve(target: ResolveTarget, signal: AbortSignal): ResolveResult | Promise<ResolveResult>;
  /**
   * Tells `listener` who serves `target`, until `signal` aborts; heals itself after failures, and throws nothing.
   * Resolvers that cannot watch are asked again every 5 s (Kitex's interval).
   */
  watch?(target: ResolveTarget, listener: ResolveListener, signal: AbortSignal): void;
}
