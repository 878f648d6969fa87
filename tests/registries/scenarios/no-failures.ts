import assert from "node:assert/strict";
import type { LoadResult } from "../lab/load.ts";

/** Fails unless every call was answered, and says how many were, for a table. */
export function noFailures({ calls, failures }: LoadResult): string {
  assert.ok(calls > 0, "no call was made");
  assert.deepEqual(
    failures.map(({ message }) => message),
    [],
  );
  return `none of ${calls} calls failed`;
}
