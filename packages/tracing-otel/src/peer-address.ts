/** An address as conventions state it. */
export interface PeerAddress {
  readonly transport: "tcp" | "unix";
  /** A host name, an IP address without brackets, or the path of a Unix socket. */
  readonly host: string;
  /** A Unix socket has none. */
  readonly port: number | undefined;
}

/** Takes `host:port`, `[::1]:port` or `unix:/path` apart; `undefined` for anything else. */
export function peerAddress(address: string | undefined): PeerAddress | undefined {
  if (address === undefined) return undefined;
  if (address.startsWith("unix:")) {
    const path = address.slice("unix:".length);
    return path === "" ? undefined : { transport: "unix", host: path, port: undefined };
  }
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(address) ?? [];
  const host = bracketed ?? plain;
  return host === undefined ? undefined : { transport: "tcp", host, port: Number(port) };
}
