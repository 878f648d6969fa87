import { assertCodegenFits } from "../service/codegen-contract.ts";
import type { ServiceInfo } from "../service/service-info.ts";
import { type ClientOptions, resolveClientOptions } from "./options.ts";
import { ServiceCaller } from "./service-caller.ts";

/** What every client has beside the methods of its IDL. */
export interface ClientLifecycle {
  /**
   * Settles when a connection to an instance stands, so that the first call need not wait for one. Calling it is never
   * necessary. Rejects with a `KitexError`.
   */
  ready(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * Refuses new calls, waits for those in flight (at most `exitWaitMs`), fails the rest with `ClientClosed`, and
   * closes every connection. Closing twice is closing once.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A client of a service: the methods of its IDL, and its own life. */
export type Client<Methods> = Methods & ClientLifecycle;

/**
 * Makes a client of `service`. It connects when it is first used.
 *
 * Throws `InvalidOption` for options that cannot be, and `CodegenMismatch` for code that another version generated.
 */
export function createClient<Methods extends object, Handler>(
  service: ServiceInfo<Methods, Handler>,
  options: ClientOptions,
): Client<Methods> {
  assertCodegenFits(service);
  const caller = new ServiceCaller(service, resolveClientOptions(options));
  const close = (): Promise<void> => caller.close();
  const lifecycle: ClientLifecycle = {
    ready: (given) => caller.ready(given?.signal),
    close,
    [Symbol.asyncDispose]: close,
  };
  return Object.assign(service.client(caller), lifecycle);
}
