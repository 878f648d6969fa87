import type { Instance } from "../../context/instance.ts";
import type { Resolver } from "../../discovery/resolver.ts";

/** A resolver under test, and a hand in what it reads. */
export interface ResolverSubject {
  readonly resolver: Resolver;
  /** The name of a service that nobody uses; another one each time. */
  service(): string;
  /** Stores exactly these instances for a service, replacing what is there; settles when they are stored. */
  put(service: string, instances: readonly Instance[]): Promise<void>;
  /** Makes what it reads unavailable, where that can be arranged. */
  break?(): Promise<void>;
  /** Ends what `break` began. Whether what was stored is still there does not matter. */
  mend?(): Promise<void>;
}
