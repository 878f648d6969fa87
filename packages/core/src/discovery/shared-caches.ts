import type { Resolver } from "./resolver.ts";
import { ResolverCache, type ResolverCacheOptions } from "./resolver-cache.ts";

interface Shared {
  readonly cache: ResolverCache;
  users: number;
}

const caches = new WeakMap<Resolver, Shared>();

/** The use of a cache, until it is released. */
export interface CacheLease {
  readonly cache: ResolverCache;
  release(): void;
}

/**
 * The cache of a resolver: one for all clients that were given the same object, so that a registry is asked once
 * however many clients call the same service. It ends with its last user; its clock and logger are the first user's.
 */
export function cacheOf(resolver: Resolver, options: ResolverCacheOptions): CacheLease {
  let shared = caches.get(resolver);
  if (shared === undefined) {
    shared = { cache: new ResolverCache(resolver, options), users: 0 };
    caches.set(resolver, shared);
  }
  const held = shared;
  held.users += 1;
  let released = false;
  return {
    cache: held.cache,
    release: () => {
      if (released) return;
      released = true;
      held.users -= 1;
      if (held.users > 0) return;
      held.cache.close();
      caches.delete(resolver);
    },
  };
}
