import type { HeaderList } from "../header-list.ts";
import type { Http2Stream } from "../http2-stream.ts";
import type { SessionEvents } from "../session-events.ts";
import type { StreamEvents } from "../stream-events.ts";

/** An owner that notes what it is told, one line each, and does nothing else. */
export class Recorder implements SessionEvents {
  readonly log: string[] = [];
  /** The streams that the peer opened. */
  readonly streams: Http2Stream[] = [];
  readonly received: Buffer[] = [];

  onStream(stream: Http2Stream, headers: HeaderList, endStream: boolean): StreamEvents {
    this.streams.push(stream);
    this.log.push(`${stream.id}: ${headers.get(":method")}${endStream ? " end" : ""}`);
    return this.stream(String(stream.id));
  }

  onRoom(): void {
    this.log.push("room");
  }

  onDraining(): void {
    this.log.push("draining");
  }

  onClose(): void {
    this.log.push("closed");
  }

  /** Notes what a stream is told under a name. */
  stream(name: string): StreamEvents {
    return {
      onHeaders: (headers, endStream) => {
        const text = headers.fields.map((field) => `${field.name}=${field.value}`).join(" ");
        this.log.push(`${name}: ${text}${endStream ? " end" : ""}`);
      },
      onData: (bytes, endStream) => {
        this.received.push(bytes);
        this.log.push(`${name}: ${bytes.length} bytes${endStream ? " end" : ""}`);
      },
      onReset: ({ code, by, unprocessed }) => {
        this.log.push(`${name}: reset ${code} by ${by}${unprocessed ? ", unprocessed" : ""}`);
      },
      onWritable: () => this.log.push(`${name}: writable`),
    };
  }
}
