import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { FloodGuard } from "./flood-guard.ts";
import { writeHeaders } from "./header-block-writer.ts";
import type { HeaderList } from "./header-list.ts";
import { HeaderEncoder } from "./hpack/header-encoder.ts";
import type { Sender } from "./sender.ts";
import { defaultSettings } from "./settings.ts";

/** What the peer allows of what this side sends, and how much of that is used up. */
export class SendLimits {
  readonly #floods: FloodGuard;
  readonly #encoder = new HeaderEncoder();
  /** Bytes of data that the peer takes on the whole connection. */
  window: number = defaultSettings.initialWindowBytes;
  /** The largest payload of a frame. */
  maxFrameBytes: number = defaultSettings.maxFrameBytes;

  constructor(floods: FloodGuard) {
    this.#floods = floods;
  }

  /** Bytes of data that can leave for `sender` in one frame; none when it is not above 0. */
  room(sender: Sender): number {
    return Math.min(this.maxFrameBytes, sender.sendWindow, this.window);
  }

  /** Counts data that leaves. */
  use(sender: Sender, bytes: number): void {
    sender.sendWindow -= bytes;
    this.window -= bytes;
    this.#floods.progress();
  }

  /** The table for headers may be so large. */
  limitHeaderTable(bytes: number): void {
    this.#encoder.limitTable(bytes);
  }

  /** Writes the frames of headers. Throws a `RangeError` for those that cannot be encoded; nothing is written then. */
  writeHeaders(out: ByteWriter, sender: Sender, headers: HeaderList, endStream: boolean): void {
    writeHeaders(out, this.#encoder, headers, sender.id, endStream, this.maxFrameBytes);
  }
}
