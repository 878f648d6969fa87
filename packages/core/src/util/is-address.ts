/**
 * Whether `text` is an address that a call can be sent to: `host:port`, `[::1]:port` or `unix:/path`.
 *
 * The wire reads addresses itself; here is what a list of them, written by hand, is checked with.
 */
export function isAddress(text: string): boolean {
  if (/\p{Cc}/u.test(text)) return false;
  if (text.startsWith("unix:")) return text !== "unix:";
  const port = /^(?:\[[0-9A-Fa-f:.]+(?:%[\w.-]+)?\]|[^\s:[\]/]+):(\d{1,5})$/.exec(text)?.[1];
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}
