import type {
  Client,
  ClientDuplexStream,
  handleBidiStreamingCall,
  handleClientStreamingCall,
  handleServerStreamingCall,
} from "@grpc/grpc-js";
import { echoMessage } from "../../load/echo-message.ts";
import type { Exchange } from "../../load/exchange.ts";
import type { StreamPayload } from "../../load/protocol.ts";
import { assertCount, assertMessage, streamed } from "../../load/streamed.ts";
import type { bench } from "../../protobuf-gen/protobufjs.js";
import { streamService } from "./service.ts";

type StreamRequest = bench.StreamRequest.$Properties;
type StreamMessage = bench.StreamMessage.$Properties;
type StreamTotal = bench.StreamTotal.$Properties;

/** What answers the methods of stream.proto. */
export const streamHandlers: {
  readonly send: handleServerStreamingCall<StreamRequest, StreamMessage>;
  readonly collect: handleClientStreamingCall<StreamMessage, StreamTotal>;
  readonly chat: handleBidiStreamingCall<StreamMessage, StreamMessage>;
} = {
  send(call) {
    const { messages, bytes } = call.request;
    writeAll(call, { message: echoMessage(bytes ?? 0) }, messages ?? 0);
  },
  collect(call, reply) {
    let messages = 0;
    call.on("data", () => messages++);
    call.on("end", () => reply(null, { messages }));
  },
  chat(call) {
    call.on("data", (message: StreamMessage) => call.write(message));
    call.on("end", () => call.end());
  },
};

/** Exchanges that are a whole stream each; in callbacks, which are quicker here than `for await`. */
export function streamExchange(client: Client, { method, messages, bytes }: StreamPayload): Exchange {
  const message = echoMessage(bytes);
  switch (method) {
    case "send":
      return streamed((verify) => receiveAll(client, { messages, bytes }, verify ? message : undefined));
    case "collect":
      return streamed(() => sendAll(client, { message }, messages));
    case "chat":
      return streamed((verify) => chatFor(client, { message }, messages, verify ? message : undefined));
  }
}

/** Opens a stream and has one message answered on it. */
export function openIdle(client: Client): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const chat = openChat(client);
  chat.on("data", () => resolve());
  chat.on("error", reject);
  chat.write({ message: echoMessage(16) });
  return promise;
}

function receiveAll(client: Client, request: StreamRequest, expected: string | undefined): Promise<void> {
  const { path, requestSerialize, responseDeserialize } = streamService.send;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let came = 0;
  client
    .makeServerStreamRequest(path, requestSerialize, responseDeserialize, request)
    .on("data", ({ message }: StreamMessage) => {
      came++;
      if (expected !== undefined) assertMessage(message, expected);
    })
    .on("error", reject)
    .on("end", resolve);
  return promise.then(() => assertCount(came, request.messages ?? 0));
}

async function sendAll(client: Client, message: StreamMessage, messages: number): Promise<void> {
  const { path, requestSerialize, responseDeserialize } = streamService.collect;
  const { promise, resolve, reject } = Promise.withResolvers<StreamTotal | undefined>();
  const call = client.makeClientStreamRequest(path, requestSerialize, responseDeserialize, (error, total) => {
    if (error === null) resolve(total);
    else reject(error);
  });
  writeAll(call, message, messages);
  assertCount((await promise)?.messages ?? 0, messages);
}

function chatFor(
  client: Client,
  message: StreamMessage,
  messages: number,
  expected: string | undefined,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const chat = openChat(client);
  let came = 0;
  chat.on("data", (answer: StreamMessage) => {
    if (expected !== undefined) assertMessage(answer.message, expected);
    if (++came < messages) chat.write(message);
    else chat.end();
  });
  chat.on("error", reject);
  chat.on("end", resolve);
  chat.write(message);
  return promise;
}

function openChat(client: Client): ClientDuplexStream<StreamMessage, StreamMessage> {
  const { path, requestSerialize, responseDeserialize } = streamService.chat;
  return client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
}

interface Sink {
  write(message: StreamMessage): boolean;
  once(event: "drain", onDrain: () => void): unknown;
  end(): void;
}

/** Writes as fast as the other side takes, and ends. */
function writeAll(sink: Sink, message: StreamMessage, messages: number): void {
  let left = messages;
  const writeMore = (): void => {
    while (left-- > 0) {
      if (sink.write(message)) continue;
      sink.once("drain", writeMore);
      return;
    }
    sink.end();
  };
  writeMore();
}
