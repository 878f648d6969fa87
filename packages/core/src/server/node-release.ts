import { warnOnce } from "../util/warn-once.ts";

/** The first releases of each line without the known holes in TLS, HTTP/2 and hashing of early 2026. */
const MENDED: ReadonlyMap<number, readonly [number, number]> = new Map([
  [22, [23, 2]],
  [24, [18, 1]],
  [26, [5, 1]],
]);

/** Whether this release of Node is one that is known to be unsafe to face a network. */
export function isUnsafeRelease(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.replace(/^v/, "").split(".").map(Number);
  const mended = MENDED.get(major);
  if (mended === undefined) return major < 22;
  return minor < mended[0] || (minor === mended[0] && patch < mended[1]);
}

/** Warns once in this process when Node itself has known security holes. */
export function warnOfNodeRelease(): void {
  if (!isUnsafeRelease(process.version)) return;
  const text = `Node ${process.version} has known security holes: update it before you serve a network`;
  warnOnce("KITEX_WARN_NODE_RELEASE", text);
}
