import type { Called, CallOptions, EchoRequest } from "../../peers/peer.ts";
import { type Ends, type LibraryName, type Method, methodOn } from "../way.ts";

/** Calls a method of either IDL. */
export function call(
  { client, way }: Pick<Ends, "client" | "way">,
  method: Method,
  requests: readonly EchoRequest[],
  options?: CallOptions,
): Promise<Called> {
  return client.call(methodOn(way, method), requests, options);
}

/** The message of a status as a library's server sends it: Kitex, and so ours, says behind it that a handler chose it. */
export function sentBy(library: LibraryName, message: string): string {
  return library === "Kitex" || library === "ours" ? `${message} [biz error]` : message;
}
