import type { ServerTransHandler } from "../remote/trans/server-trans-handler.ts";
import type { ClientTransport } from "../remote/trans/trans-handler.ts";

/** A protocol that a generated service brings along, so that core has it at hand only where a service needs it. */
export interface CarriedProtocol {
  /** What a client sends streams with when its own transport carries none. */
  readonly client: ClientTransport;
  /** What a server of the service answers beside Kitex's own protocols, on the same port. */
  readonly server: ServerTransHandler;
}
