const RESERVED = new Set(["isn", "rip", "crrst", "crc32c"]);
const RESERVED_PREFIXES = ["kx.", "biz-", "PV_", "RPC_"];

/**
 * Whether a header of this name means something to the protocol. Backward values travel as headers under their own
 * names, so such a name is never one of theirs.
 */
export function isReservedName(name: string): boolean {
  return RESERVED.has(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));
}
