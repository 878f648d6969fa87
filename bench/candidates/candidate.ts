/** A program of a candidate: one of its folder's files on Node, or Kitex for Go. */
export type Program =
  | { readonly kind: "node"; readonly file: string; readonly variant: string }
  | { readonly kind: "go"; readonly variant: string };

/** What is compared: a client and a server that talk to one another. */
export interface Candidate {
  /** Short, for tables and the command line. */
  readonly name: string;
  /** What it is, for people. */
  readonly what: string;
  readonly server: Program;
  readonly client: Program;
  /** Whether all calls in flight share one connection; otherwise each has its own. */
  readonly shares: boolean;
  /** Whether it can carry the nested request. */
  readonly nested: boolean;
  /** Whether it has the streams of stream.proto. */
  readonly streams: boolean;
}

/** Whether Go is needed for a candidate. */
export function needsGo({ server, client }: Candidate): boolean {
  return server.kind === "go" || client.kind === "go";
}
