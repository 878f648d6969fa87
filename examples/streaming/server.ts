import { createServer } from "@kitex-ts/core";
import { Chat } from "./kitex-gen/chat/service.ts";

const server = createServer({ port: Number(process.argv[2] ?? 8888), handleSignals: true }).register(Chat, {
  greet: ({ text }) => ({ text: `Hello, ${text}!` }),

  // Each `yield` waits until the caller has room. When the caller leaves, the loop ends here too.
  async *listen({ text }) {
    for (let n = 1; ; n++) yield { text: `${text} ${n}` };
  },

  async upload(requests) {
    let lines = 0;
    for await (const _line of requests) lines += 1;
    return { lines };
  },

  async *talk(requests) {
    for await (const { text } of requests) yield { text: text.toUpperCase() };
  },
});

const { port } = await server.listen();
console.log(`listening on ${port}`);
