import type { ErrorName } from "./raw/error-code.ts";
import type { RawClient } from "./raw/raw-client.ts";

/** One rule of an RFC that a peer can see kept. */
export interface ConformanceCase<Peer> {
  /** Of RFC 9113, as `5.1.1`; of another as `RFC 7541 6.3`. */
  readonly section: string;
  readonly title: string;
  /** The cases of h2spec that it is, as `http2/5.1.1/1`. */
  readonly h2spec?: readonly string[];
  /** What the target must have beyond the rest. */
  readonly needs?: "echo" | "hold";
  readonly run: (peer: Peer) => Promise<void>;
}

/** A case that a client plays against a server. */
export type ServerCase = ConformanceCase<RawClient>;

type Run = ServerCase["run"];

/** After the beginning: sends frames, in one write, and then waits for what must come. */
export function sends(frames: (client: RawClient) => readonly Buffer[], expectation: Run): Run {
  return async (client) => {
    await client.begin();
    client.send(...frames(client));
    await expectation(client);
  };
}

/** GOAWAY with one of these codes, and the end. */
export function connectionError(...codes: readonly ErrorName[]): Run {
  return (client) => client.connectionError(...codes);
}

/** RST_STREAM with one of these codes; the connection goes on. */
export function streamError(streamId: number, ...codes: readonly ErrorName[]): Run {
  return (client) => client.streamError(streamId, ...codes);
}

/** Headers of an answer. */
export function answered(streamId: number): Run {
  return (client) => client.answered(streamId);
}

/** Nothing but that the connection goes on. */
export const accepted: Run = (client) => client.alive();
