import { readFile } from "node:fs/promises";
import { resolve as absolutePath } from "node:path";
import { type Clock, systemClock } from "../util/clock.ts";
import { messageOf } from "../util/printable.ts";
import { follow } from "./follow.ts";
import type { ResolveListener, ResolveResult, Resolver } from "./resolver.ts";
import { parseServices } from "./services-file.ts";

/** What a file resolver can be told. */
export interface FileResolverOptions {
  /** A JSON file: `{ "service": ["host:port", { "address": "host:port", "weight": 10, "tags": { "zone": "a" } }] }`. */
  readonly path: string;
  /** Where time comes from; for tests. */
  readonly clock?: Clock;
}

/** Milliseconds between two looks at the file. */
const LOOK_MS = 250;

const nobody: ResolveResult = { instances: [] };

/**
 * Finds instances in a JSON file that somebody else writes. A service that is not in it has no instances.
 *
 * A watch looks four times a second at the bytes themselves: times of change are too coarse on some file systems,
 * and notices of change do not come at all on others. While the file is missing or is not whole, the watch has an
 * error and the last list stands.
 */
export function fileResolver({ path, clock = systemClock }: FileResolverOptions): Resolver {
  const file = absolutePath(path);
  const name = `file ${file}`;
  let known: { readonly bytes: Buffer; readonly services: ReadonlyMap<string, ResolveResult> } | undefined;

  const resolve: Resolver["resolve"] = async ({ service }, signal) => {
    const bytes = await readFile(file, { signal });
    if (known === undefined || !bytes.equals(known.bytes)) {
      known = { bytes, services: parseServices(bytes.toString("utf8"), file) };
    }
    return known.services.get(service) ?? nobody;
  };

  return {
    name,
    resolve,
    watch: (target, listener, signal) => {
      follow({ name, resolve }, target, newsOnly(listener), { clock, refreshIntervalMs: LOOK_MS }, signal);
    },
  };
}

/** Passes on what differs from what was passed on before: another list, or another error. */
function newsOnly(listener: ResolveListener): ResolveListener {
  let told: unknown;
  return {
    onResult: (result) => {
      if (result !== told) listener.onResult(result);
      told = result;
    },
    onError: (error) => {
      const text = messageOf(error);
      if (text !== told) listener.onError(error);
      told = text;
    },
  };
}
