import type { BenchStreamClient } from "../../kitex-gen/bench/stream/service.ts";
import { echoMessage } from "../../load/echo-message.ts";
import type { Exchange } from "../../load/exchange.ts";
import type { StreamPayload } from "../../load/protocol.ts";
import { assertCount, assertMessage, repeated, streamed } from "../../load/streamed.ts";

/** Exchanges that are a whole stream each. */
export function streamExchange(client: BenchStreamClient, { method, messages, bytes }: StreamPayload): Exchange {
  const message = echoMessage(bytes);
  switch (method) {
    case "send":
      return streamed(async (verify) => {
        let came = 0;
        for await (const response of client.send({ messages, bytes })) {
          came++;
          if (verify) assertMessage(response.message, message);
        }
        assertCount(came, messages);
      });
    case "collect":
      return streamed(async () => {
        const total = await client.collect(repeated({ message }, messages));
        assertCount(total.messages, messages);
      });
    case "chat":
      return streamed(async (verify) => {
        const chat = client.chat.open();
        for (let sent = 0; sent < messages; sent++) {
          chat.send({ message });
          const { value } = await chat.next();
          if (verify) assertMessage(value?.message, message);
        }
        chat.closeSend();
        if ((await chat.next()).done !== true) throw new Error("a message came that nobody asked for");
      });
  }
}
