import type { Instance } from "../context/instance.ts";
import type { Resolver } from "../discovery/resolver.ts";
import { ErrorCode } from "../errors/codes.ts";
import { KitexError } from "../errors/kitex-error.ts";
import type { ClientTransHandler } from "../remote/trans/trans-handler.ts";
import { whyNoConnection } from "../remote/trans/why-no-connection.ts";
import { messageOf } from "../util/printable.ts";
import { readAddress } from "./defaults.ts";
import type { ResolvedClientOptions } from "./options.ts";

/**
 * Connects to one instance of a client's destination, the first that can be reached, before there is a call.
 *
 * Rejects with a `KitexError`: of the last instance that was tried, when none could be reached.
 */
export async function connectAhead(
  options: ResolvedClientOptions,
  resolver: Resolver,
  transHandler: ClientTransHandler,
  signal: AbortSignal,
): Promise<void> {
  let failure: KitexError | undefined;
  for (const { address } of await instancesOf(options, resolver, signal)) {
    failure = await whyNotConnected(options, transHandler, signal, address);
    if (failure === undefined) return;
    if (signal.aborted) break;
  }
  throw failure ?? noInstance(options);
}

async function instancesOf(
  { destination, tags }: ResolvedClientOptions,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<readonly Instance[]> {
  try {
    const answer = Promise.resolve(resolver.fixed ?? resolver.resolve({ service: destination, tags }, signal));
    return (await Promise.race([answer, abortOf(signal)])).instances;
  } catch (cause) {
    if (signal.aborted) throw canceled(signal, destination, "resolve");
    const text = `could not learn who serves "${destination}" (resolver: ${resolver.name})`;
    throw new KitexError(ErrorCode.ServiceDiscovery, text, { cause, phase: "resolve", target: destination });
  }
}

/** Rejects when the signal aborts, and never settles otherwise. */
function abortOf(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  if (signal.aborted) reject(signal.reason);
  else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  promise.catch(() => {}); // the answer may come first
  return promise;
}

async function whyNotConnected(
  { connectTimeoutMs }: ResolvedClientOptions,
  transHandler: ClientTransHandler,
  signal: AbortSignal,
  target: string,
): Promise<KitexError | undefined> {
  const address = readAddress(target);
  if (address === undefined) {
    const text = `cannot go to "${target}": it is none of "host:port", "[::1]:port" and "unix:/path"`;
    return new KitexError(ErrorCode.ServiceDiscovery, text, { phase: "connect", target });
  }
  try {
    await transHandler.connect(address, { connectTimeoutMs, signal });
    return undefined;
  } catch (cause) {
    if (signal.aborted) return canceled(signal, target, "connect");
    const text = `could not connect to ${target}: ${whyNoConnection(cause)}`;
    return new KitexError(ErrorCode.Connect, text, { cause, phase: "connect", target });
  }
}

function canceled({ reason }: AbortSignal, target: string, phase: "resolve" | "connect"): KitexError {
  const text = `ready() was canceled: ${messageOf(reason)}`;
  return new KitexError(ErrorCode.Canceled, text, { cause: reason, phase, target });
}

function noInstance({ destination, resolver }: ResolvedClientOptions): KitexError {
  const text = `found no instance of "${destination}" (resolver: ${resolver.name})`;
  return new KitexError(ErrorCode.NoInstance, text, { phase: "resolve", target: destination });
}
