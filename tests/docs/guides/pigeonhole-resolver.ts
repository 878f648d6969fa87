import { setTimeout as pause } from "node:timers/promises";
import { Backoff, type Instance, type ResolveListener, type Resolver } from "@kitex-ts/core/extension";

/** Milliseconds that the store may wait for a change before it answers all the same. */
const WAIT_MS = 10_000;

/** Finds what `pigeonholeRegistry` stored. */
export function pigeonholeResolver(url: string): Resolver {
  const read = async (service: string, after: number, signal: AbortSignal) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS + 5_000)]); // the store may hang
    const hole = `${url}/holes/${encodeURIComponent(service)}?after=${after}&wait=${WAIT_MS}`;
    const answer = await fetch(hole, { signal: limit });
    if (!answer.ok) throw new Error(`GET ${hole} was answered with ${answer.status}`);
    const { version, values } = Object(await answer.json());
    return { version: Number(version), instances: [values].flat().flatMap(instanceOf) };
  };

  const keepReading = async (service: string, listener: ResolveListener, signal: AbortSignal): Promise<void> => {
    const backoff = new Backoff({ firstMs: 100, mostMs: 5_000 });
    let after = 0;
    while (!signal.aborted) {
      try {
        const found = await read(service, after, signal);
        if (signal.aborted) return;
        listener.onResult(found);
        after = found.version;
        backoff.reset();
      } catch (error) {
        if (signal.aborted) return;
        listener.onError(error);
        after = 0; // a store that comes back may count anew
        await pause(backoff.next(), undefined, { signal, ref: false }).catch(() => {});
      }
    }
  };

  return {
    name: `pigeonholes ${url}`,
    resolve: ({ service }, signal) => read(service, 0, signal),
    watch: ({ service }, listener, signal) => void keepReading(service, listener, signal),
  };
}

/** A stored value as an instance; nothing, where it is none: others write there too. */
function instanceOf(value: unknown): Instance[] {
  const { address, weight, tags } = Object(value);
  if (typeof address !== "string" || typeof weight !== "number" || !(weight > 0)) return [];
  const pairs: unknown[] = Array.isArray(tags) ? tags : [];
  return [{ address, weight, tags: new Map(pairs.map((pair) => [String(Object(pair)[0]), String(Object(pair)[1])])) }];
}
