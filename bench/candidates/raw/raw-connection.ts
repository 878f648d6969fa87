import type { Socket } from "node:net";
import { FrameSplitter } from "./frame-splitter.ts";

interface Waiting {
  readonly frame: Buffer;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
  readonly verify: boolean;
}

/** Sends frames and waits for the same frames in the same order; what is sent in one turn leaves in one write. */
export class RawConnection {
  readonly #socket: Socket;
  readonly #frames = new FrameSplitter();
  #waiting: Waiting[] = [];
  #answered = 0;
  #unsent: Buffer[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk) => this.#receive(chunk));
    socket.on("error", (error) => {
      for (const { failed } of this.#waiting.slice(this.#answered)) failed(error);
    });
  }

  send(frame: Buffer, done: () => void, failed: (error: unknown) => void, verify: boolean): void {
    this.#waiting.push({ frame, done, failed, verify });
    if (this.#unsent.length === 0) process.nextTick(() => this.#flush());
    this.#unsent.push(frame);
  }

  #flush(): void {
    const [first] = this.#unsent;
    if (first === undefined) return;
    this.#socket.write(this.#unsent.length === 1 ? first : Buffer.concat(this.#unsent));
    this.#unsent = [];
  }

  #receive(chunk: Buffer): void {
    const { whole, count } = this.#frames.split(chunk);
    let at = 0;
    for (let frame = 0; frame < count; frame++) {
      const waiting = this.#waiting[this.#answered++];
      if (waiting === undefined) throw new Error("an answer to no request");
      const end = at + waiting.frame.length;
      if (waiting.verify && !whole.subarray(at, end).equals(waiting.frame)) {
        waiting.failed(new Error("the answer is wrong"));
        return;
      }
      at = end;
      waiting.done();
    }
    // Seldom enough to cost nothing, often enough to stay small.
    if (this.#answered > 4096) {
      this.#waiting = this.#waiting.slice(this.#answered);
      this.#answered = 0;
    }
  }
}
