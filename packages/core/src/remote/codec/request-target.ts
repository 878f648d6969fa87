import { StrKey } from "../transmeta/keys.ts";
import type { IncomingMessage } from "./incoming-message.ts";

/** Stands between the names of service and method in what Apache Thrift calls multiplexed names. */
const SEPARATOR = ":";

/** The method that a request means; `service` is empty when it names none. */
export interface RequestTarget {
  readonly service: string;
  readonly method: string;
}

/**
 * Reads whom a request is for: the service from its header, else from before the colon of a name `Service:method`, as
 * clients with Apache Thrift's `TMultiplexedProtocol` write it. No method of an IDL has a colon in its name.
 */
export function requestTarget({ header, envelope }: Pick<IncomingMessage, "header" | "envelope">): RequestTarget {
  const service = header?.strings.get(StrKey.IdlService) ?? "";
  const name = envelope.method;
  const end = service === "" ? name.indexOf(SEPARATOR) : -1;
  return end < 0 ? { service, method: name } : { service: name.slice(0, end), method: name.slice(end + 1) };
}

/** The name that means `method` of `service` to a server with Apache Thrift's `TMultiplexedProcessor`. */
export function multiplexedName(service: string, method: string): string {
  return service + SEPARATOR + method;
}
