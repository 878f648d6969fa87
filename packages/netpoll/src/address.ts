/** Where a peer listens: a TCP port or a Unix socket. */
export type Address =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

/**
 * Reads `host:port`, `[::1]:80` or `unix:/path`; anything else is `undefined`.
 *
 * A port is 1 to 65535 in decimal digits, and an IPv6 address stands in brackets. Hosts and paths with spaces or
 * control characters are refused: they end up in log lines and system calls.
 */
export function parseAddress(text: string): Address | undefined {
  if (text.startsWith("unix:")) {
    const path = text.slice("unix:".length);
    return path === "" || hasControl(path) ? undefined : { kind: "unix", path };
  }
  const found = /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text);
  const host = found?.[1] ?? found?.[2];
  const port = Number(found?.[3]);
  if (host === undefined || hasControl(host) || port < 1 || port > 65_535) return undefined;
  return { kind: "tcp", host, port };
}

/** Writes an address the way `parseAddress` reads it; equal addresses give equal texts, so it serves as a key. */
export function formatAddress(address: Address): string {
  let text = texts.get(address);
  if (text === undefined) {
    text = textOf(address);
    texts.set(address, text);
  }
  return text;
}

/** Pools ask for the text at every use, and the same few objects come again and again. */
const texts = new WeakMap<Address, string>();

function textOf(address: Address): string {
  if (address.kind === "unix") return `unix:${address.path}`;
  return address.host.includes(":") ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit === 0x7f) return true;
  }
  return false;
}
