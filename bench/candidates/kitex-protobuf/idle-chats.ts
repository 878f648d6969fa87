import type { BenchStreamClient } from "../../kitex-gen/bench/stream/service.ts";
import { echoMessage } from "../../load/echo-message.ts";
import { assertMessage } from "../../load/streamed.ts";

/** Streams that are open and silent. */
export class IdleChats {
  readonly #client: BenchStreamClient;
  /** Keeps them, as an application would. */
  readonly #open: ReturnType<BenchStreamClient["chat"]["open"]>[] = [];

  constructor(client: BenchStreamClient) {
    this.#client = client;
  }

  /** Opens one more and has one message answered on it. */
  async open(): Promise<void> {
    const message = echoMessage(16);
    const chat = this.#client.chat.open();
    this.#open.push(chat);
    chat.send({ message });
    assertMessage((await chat.next()).value?.message, message);
  }
}
