import { type EtcdConnectionOptions, resolveConnection } from "../connection-options.ts";
import { EtcdApi } from "../etcd-api.ts";

/** A signal that never aborts. */
export const never: AbortSignal = new AbortController().signal;

/** For servers that are silent. */
export const impatient = { requestTimeoutMs: 500 };

/** An {@link EtcdApi} that is closed with the test. */
export type TestApi = EtcdApi & AsyncDisposable;

/** Makes a {@link TestApi}, more patient than a busy machine is slow. */
export function apiOf(endpoints: string | readonly string[], more: Partial<EtcdConnectionOptions> = {}): TestApi {
  const api = new EtcdApi(resolveConnection({ endpoints, requestTimeoutMs: 10_000, ...more }));
  return Object.assign(api, { [Symbol.asyncDispose]: () => api.close() });
}
