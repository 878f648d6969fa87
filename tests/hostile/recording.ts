// What tests/hostile/recorded-*.json hold.

/**
 * What a server does with some bytes: what it sends back, and whether the connection is open afterwards, closed, or
 * closed only when no more bytes came for a while.
 */
export interface Reaction {
  readonly got: string;
  readonly connection: string;
}

/** Bytes that were sent to a Kitex Go server (v0.16.3), and what it did. */
export interface ServerRecording {
  readonly name: string;
  /** Default: `EchoService` alone. */
  readonly services?: readonly string[];
  readonly sent: string;
  readonly kitex: Reaction;
  /** Where ours does something else, and why. */
  readonly ours?: Reaction & { readonly why: string };
}

/** Replies that were sent to a Kitex Go client (v0.16.3), and what came of its call. */
export interface ClientRecording {
  readonly name: string;
  /** One of `transportCases`. */
  readonly client: string;
  /** Default: `Echo`. */
  readonly method?: string;
  /** Bytes, `wait`, or `close`. */
  readonly replies: readonly string[];
  /** In the words of the Go client. */
  readonly kitex: string;
  /** In ours: `value …`, the name of a declared exception or of a status, or an error's code. */
  readonly ours: string;
  /** How many connections our client needs for this call and the next. */
  readonly connections: number;
  /** Where the call ends otherwise than Kitex's: with a value or not, with a timeout or not. */
  readonly why?: string;
}
