import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { WireForm } from "./incoming-message.ts";
import { beginTTHeader, endTTHeader, type TTHeaderContent } from "./ttheader.ts";

/**
 * One message on its way into a writer: `begin`, let a codec write the payload, `end`; or `cancel` when anything threw.
 *
 * A connection keeps one and uses it for each of its messages, so that writing one makes no objects.
 */
export class OutgoingMessage {
  readonly #out: ByteWriter;
  #start = 0;
  #headerAt: number | undefined;
  #frameAt: number | undefined;

  constructor(out: ByteWriter) {
    this.#out = out;
  }

  /** Writes what stands before the payload. `header` is for forms that have one. */
  begin(form: WireForm, header: TTHeaderContent | undefined): void {
    this.#start = this.#out.length;
    this.#headerAt = header === undefined ? undefined : beginTTHeader(this.#out, header);
    this.#frameAt = form.framed ? this.#out.reserve(4) : undefined;
  }

  /** Fills in the lengths; says how many bytes the message has. */
  end(): number {
    const { length } = this.#out;
    if (this.#frameAt !== undefined) this.#out.fillI32(this.#frameAt, length - this.#frameAt - 4);
    if (this.#headerAt !== undefined) endTTHeader(this.#out, this.#headerAt);
    return length - this.#start;
  }

  /** Takes back everything since `begin`. */
  cancel(): void {
    this.#out.truncate(this.#start);
  }
}
