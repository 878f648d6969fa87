import { messageOf } from "../../util/printable.ts";

/** Why connecting failed, without the address, which the caller names: what the system said, where it said something. */
export function whyNoConnection(error: unknown): string {
  const said = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
  // Node reports a host name none of whose addresses answers with an empty text.
  return said === "" ? messageOf(error) : said;
}
