import type { Connection, FrameLength } from "@kitex-ts/netpoll";
import type { ServedConnection, ServerTransHandler, ServerWire } from "../remote/trans/server-trans-handler.ts";

/** What a connection of the line protocol begins with. */
export const LINES_MAGIC = "LINES-1\n";

/** A line protocol for tests, and what it was told. */
export interface LineProtocol extends ServerTransHandler {
  readonly wires: readonly ServerWire[];
  /** `open`, `drain` and `close`, in order, with what the connection closed with. */
  readonly events: readonly string[];
}

/** A protocol that is none of Kitex's: a magic, then lines, each of which comes back behind `prefix`. */
export function lineProtocol(prefix: string, name: string = "lines"): LineProtocol {
  const wires: ServerWire[] = [];
  const events: string[] = [];
  return {
    name,
    alpn: "lines/1",
    wires,
    events,
    matches: (first, second) => first === magic.readUInt32BE(0) && second === magic.readUInt32BE(4),
    serve: (connection, wire) => {
      wires.push(wire);
      events.push("open");
      return new LineConnection(connection, prefix, events);
    },
  };
}

const magic = Buffer.from(LINES_MAGIC);
const LF = 10;

class LineConnection implements ServedConnection {
  readonly inFlight = 1;
  readonly pendingWriteBytes = 0;
  readonly #connection: Connection;
  readonly #prefix: string;
  readonly #events: string[];

  constructor(connection: Connection, prefix: string, events: string[]) {
    this.#connection = connection;
    this.#prefix = prefix;
    this.#events = events;
  }

  readonly frameLength: FrameLength = (pending) => {
    for (let at = 0; at < pending.length; at++) if (pending.u8(at) === LF) return at + 1;
    return undefined;
  };

  onFrame(line: Buffer): void {
    if (line.equals(magic)) return;
    this.#connection.writer.writeBytes(Buffer.from(this.#prefix + line.toString()));
    this.#connection.flush();
  }

  onClose(): void {
    this.#events.push("close");
  }

  drain(): void {
    this.#events.push("drain");
    this.#connection.end();
  }

  close(): void {
    this.#connection.close();
  }
}
