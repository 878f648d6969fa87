import { currentOutgoingMeta } from "../context/current-context.ts";
import { MetaInfo, type MetaInput } from "../context/meta-info.ts";
import type { RpcContext } from "../context/rpc-context.ts";

/**
 * The metadata that goes out with a call, later sources over earlier ones: what the handler around it received as
 * persistent or set on its `ctx.meta`, what `withMeta` put around it, what the call itself states.
 */
export function outgoingMeta(serving: RpcContext | undefined, own: MetaInput | undefined): MetaInfo | undefined {
  const inherited = serving?.metaIfAny;
  const around = currentOutgoingMeta();
  if (inherited === undefined && around === undefined && own === undefined) return undefined;
  const meta = new MetaInfo();
  if (inherited !== undefined) {
    add(meta, { transient: inherited.transient.outgoing, persistent: inherited.persistent });
  }
  if (around !== undefined) add(meta, around);
  if (own !== undefined) {
    add(meta, { transient: Object.entries(own.transient ?? {}), persistent: Object.entries(own.persistent ?? {}) });
  }
  return meta;
}

type Pairs = Iterable<readonly [string, string]>;

function add(
  meta: MetaInfo,
  { transient, persistent }: { readonly transient: Pairs; readonly persistent: Pairs },
): void {
  for (const [key, value] of transient) meta.transient.set(key, value);
  for (const [key, value] of persistent) meta.persistent.set(key, value);
}
