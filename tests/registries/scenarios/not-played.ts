/** What can go wrong with a registry and no scenario plays, and why. */
export const notPlayed: readonly { readonly name: string; readonly reason: string }[] = [
  {
    name: "partitions between network namespaces",
    reason: "they need root; the proxies of the scenarios above break the same connections, in either direction",
  },
  {
    name: "lost packets (netem, 30 %)",
    reason: "needs root and a kernel module; a registry that is late, silent or cut off is played",
  },
  {
    name: "a clock that jumps by an hour",
    reason: "needs another C library under the process; every timer of core and of the extensions is monotonic",
  },
  {
    name: "a certificate that has expired",
    reason: "Node refuses it in the same place as one of another authority, which is played",
  },
  {
    name: "other versions of etcd and Consul",
    reason: "`npm run setup:peers` gets one of each",
  },
];
