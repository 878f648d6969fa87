import { apacheService } from "@kitex-ts/codec-thrift/apache";
import { apacheHandlers } from "./apache-handlers.ts";
import type { CompiledCross } from "./compiled-cross.ts";
import { corePeer } from "./core-peer.ts";
import type { Peer } from "./peer.ts";

/** Our client and server with the code of Apache's compiler, by the adapter. */
export function adapterPeer({ services: modules, types, dialect }: CompiledCross): Peer {
  const services = { Cross: apacheService("Cross", modules.Cross), Second: apacheService("Second", modules.Second) };
  const handlers = apacheHandlers(types);
  return corePeer({
    ...dialect,
    services,
    register: (server, service) => {
      const byParameters = Object.entries(handlers[service]).map(([name, handle]) => [
        name,
        (request: unknown) => handle(...(Array.isArray(request) && handle.length > 1 ? request : [request])),
      ]);
      server.register(services[service], Object.fromEntries(byParameters), { fallback: service === "Cross" });
    },
    request: (parameters, { parameters: fields }) => (fields.length < 2 ? parameters[0] : parameters),
    parameters: (request, { parameters: fields }) => (fields.length < 2 ? [request] : Object(request)),
  });
}
