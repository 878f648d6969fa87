import { createClient } from "@kitex-ts/core";
import { grpc } from "@kitex-ts/core/grpc";
import { Chat } from "./kitex-gen/chat/service.ts";

await using chat = createClient(Chat, {
  destination: "chat",
  hostPorts: [`127.0.0.1:${process.argv[2] ?? 8888}`],
  transport: grpc(),
});

console.log((await chat.greet({ text: "Ann" })).text);

// `break` tells the server to stop; so would the signal, after a second.
for await (const { text } of chat.listen({ text: "news" }, { signal: AbortSignal.timeout(1000) })) {
  console.log(text);
  if (text === "news 3") break;
}

const { lines } = await chat.upload([{ text: "one" }, { text: "two" }]);
console.log(`${lines} lines uploaded`);

// Requests may come from anything that can be iterated, or one by one from `open`.
await using talk = chat.talk.open();
for (const text of ["ping", "pong"]) {
  await talk.send({ text });
  console.log((await talk.next()).value?.text);
}
talk.closeSend();
