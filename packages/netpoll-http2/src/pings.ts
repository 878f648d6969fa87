import type { Connection } from "@kitex-ts/netpoll";
import { writePing } from "./frame-writer.ts";

/** What each purpose of a PING writes into it; Kitex's and grpc-go's bytes. */
export const PingPayload = {
  /** An owner's, to see whether the peer lives. */
  Owner: 0n,
  /** Measures the bandwidth-delay product. */
  Bandwidth: 0x0204_1010_090e_0707n,
  /** Asks whether the peer has read the GOAWAY before it. */
  Drain: 0x0106_0108_0003_0309n,
} as const;

/** PINGs that were sent, and who waits for their answers. */
export class Pings {
  readonly #connection: Connection;
  readonly #waiting: { readonly payload: bigint; onAck(): void }[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  send(payload: bigint, onAck: () => void): void {
    this.#waiting.push({ payload, onAck });
    writePing(this.#connection.writer, payload);
    this.#connection.flush();
  }

  /** An answer came: tells who has waited for such a one longest. Says whether anybody did. */
  answered(payload: bigint): boolean {
    const at = this.#waiting.findIndex((ping) => ping.payload === payload);
    if (at < 0) return false;
    this.#waiting.splice(at, 1)[0]?.onAck();
    return true;
  }
}
