import { wireProtocols } from "../remote/trans/server-connection.ts";
import type { ServerTransHandler } from "../remote/trans/server-trans-handler.ts";
import type { ServiceInfo } from "../service/service-info.ts";
import type { ServerTls } from "./defaults.ts";

/**
 * The protocols that a server answers, in the order in which they are asked whether a connection is theirs: what its
 * options give, then what its services bring along and no option replaces, then Kitex's own.
 */
export function protocolsOf(
  given: readonly ServerTransHandler[],
  services: readonly ServiceInfo[],
): readonly ServerTransHandler[] {
  const carried = services.flatMap(({ carrier }) => (carrier === undefined ? [] : [carrier.server]));
  const byName = new Map<string, ServerTransHandler>();
  for (const protocol of [...given, ...carried]) {
    if (!byName.has(protocol.name)) byName.set(protocol.name, protocol);
  }
  return [...byName.values(), wireProtocols];
}

/** TLS that offers callers the protocols among `protocols` that they can ask for; who asks for none is served as well. */
export function tlsWithAlpn(tls: ServerTls, protocols: readonly ServerTransHandler[]): ServerTls {
  const names = protocols.flatMap(({ alpn }) => (alpn === undefined ? [] : [alpn]));
  return names.length === 0 || tls.alpnProtocols !== undefined ? tls : { ...tls, alpnProtocols: [...new Set(names)] };
}
