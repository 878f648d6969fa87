import { type EtcdConnectionOptions, resolveConnection } from "../connection-options.ts";
import { EtcdApi } from "../etcd-api.ts";

/** A signal that never aborts. */
export const never: AbortSignal = new AbortController().signal;

/** An {@link EtcdApi} that is closed with the test. */
export type TestApi = EtcdApi & AsyncDisposable;

/** Makes a {@link TestApi} that waits for a server half a second at most. */
export function apiOf(endpoints: string | readonly string[], more: Partial<EtcdConnectionOptions> = {}): TestApi {
  const api = new EtcdApi(resolveConnection({ endpoints, requestTimeoutMs: 500, ...more }));
  return Object.assign(api, { [Symbol.asyncDispose]: () => api.close() });
}
