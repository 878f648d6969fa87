import { type CoreDialect, corePeer } from "./core-peer.ts";
import { ourDialect } from "./dialect.ts";
import { Cross, Second } from "./kitex-gen/cross/service.ts";
import { crossHandler, secondHandler } from "./our-handlers.ts";
import type { Peer } from "./peer.ts";

const ours: CoreDialect = {
  ...ourDialect,
  services: { Cross, Second },
  register: (server, service) =>
    service === "Cross"
      ? server.register(Cross, crossHandler, { fallback: true })
      : server.register(Second, secondHandler),
  request: (parameters, { parameters: fields }) =>
    fields.length < 2 ? parameters[0] : Object.fromEntries(fields.map(({ name }, index) => [name, parameters[index]])),
  parameters: (request, { parameters: fields }) =>
    fields.length < 2 ? [request] : fields.map(({ name }) => Reflect.get(Object(request), name)),
};

/** Our client and server with our tool's code. */
export const ourPeer: Peer = corePeer(ours);
