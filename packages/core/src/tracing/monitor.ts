/** What a client or server holds at one moment. */
export interface RuntimeStats {
  /** Calls that have begun and not settled. */
  readonly callsInFlight: number;
  readonly connections: {
    /** Open and waiting in a pool; a server has none. */
    readonly idle: number;
    /** Open otherwise. */
    readonly inUse: number;
    /** Being made; a server has none. */
    readonly opening: number;
  };
  /** Bytes written that the operating system has not taken. */
  readonly pendingWriteBytes: number;
}

/** A client or server that lives. */
export interface Monitored {
  readonly side: "client" | "server";
  /** The client's destination, or the server's own name in discovery. */
  readonly service: string;
  stats(): RuntimeStats;
}

/** Looks at what clients and servers hold, whenever it likes; for gauges. */
export interface Monitor {
  /** A client was made, or a server listens. What it returns is called once that is closed. */
  watch(subject: Monitored): () => void;
}
