import type { ErrorName } from "./raw/error-code.ts";
import type { RawClient } from "./raw/raw-client.ts";
import type { RawConnection } from "./raw/raw-connection.ts";
import type { RawServer } from "./raw/raw-server.ts";

/** One rule of an RFC that a peer can see kept. */
export interface ConformanceCase<Peer> {
  /** Of RFC 9113, as `5.1.1`; of another as `RFC 7541 6.3`. */
  readonly section: string;
  readonly title: string;
  /** The cases of h2spec that it is, as `http2/5.1.1/1`. */
  readonly h2spec?: readonly string[];
  /** What the target must have beyond the rest; `strict` is that it does not trim values (RFC 9110 section 5.5). */
  readonly needs?: "echo" | "hold" | "strict";
  readonly run: (peer: Peer) => Promise<void>;
}

/** A case that a client plays against a server. */
export type ServerCase = ConformanceCase<RawClient>;

/** A case that a server plays against a client. */
export type ClientCase = ConformanceCase<RawServer>;

/** What must come; on a connection of either side. */
export type Expectation = (peer: RawConnection) => Promise<void>;

/** After the beginning: sends frames, in one write, and then waits for what must come. */
export function sends(
  frames: (client: RawClient) => readonly Buffer[],
  expectation: (client: RawClient) => Promise<void>,
): ServerCase["run"] {
  return async (client) => {
    await client.begin();
    client.send(...frames(client));
    await expectation(client);
  };
}

/** After a request of the client's, on stream 1: sends frames, in one write, and then waits for what must come. */
export function answers(
  frames: readonly Buffer[],
  expectation: (server: RawServer) => Promise<void>,
): ClientCase["run"] {
  return async (server) => {
    await server.begin();
    await server.asked();
    server.send(...frames);
    await expectation(server);
  };
}

/** GOAWAY with one of these codes, and the end. */
export function connectionError(...codes: readonly ErrorName[]): Expectation {
  return (peer) => peer.connectionError(...codes);
}

/** RST_STREAM with one of these codes; the connection goes on. */
export function streamError(streamId: number, ...codes: readonly ErrorName[]): Expectation {
  return (peer) => peer.streamError(streamId, ...codes);
}

/** Headers of an answer. */
export function answered(streamId: number): ServerCase["run"] {
  return (client) => client.answered(streamId);
}

/** Nothing but that the connection goes on. */
export const accepted: Expectation = (peer) => peer.alive();
