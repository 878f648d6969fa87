/** What keeps the process alive. */
export interface ResourceCount {
  /** TCP, Unix and TLS connections. */
  readonly sockets: number;
  /** Listening sockets. */
  readonly servers: number;
  /** Timers and immediates. */
  readonly timers: number;
}

/**
 * Counts what is open in this process, to compare before and after. Unref'ed handles are not seen; timers of this
 * package are unref'ed, so count those with `FakeClock.pending`.
 */
export function countResources(): ResourceCount {
  const counts = { sockets: 0, servers: 0, timers: 0 };
  for (const name of process.getActiveResourcesInfo()) {
    if (/Server/.test(name)) counts.servers++;
    else if (/^(TCP|Pipe|TLS).*Wrap$/.test(name)) counts.sockets++;
    else if (name === "Timeout" || name === "Immediate") counts.timers++;
  }
  return counts;
}
