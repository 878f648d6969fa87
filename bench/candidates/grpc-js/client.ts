// `@grpc/grpc-js` with protobufjs' static code: one channel, which shares one connection.

import { Client, credentials, type MethodDefinition } from "@grpc/grpc-js";
import { runClient } from "../../load/client-program.ts";
import { echoMessage } from "../../load/echo-message.ts";
import type { Exchange } from "../../load/exchange.ts";
import { protobufjsNested, sameProtobufjsNested } from "../protobufjs-nested.ts";
import { benchService } from "./service.ts";
import { openIdle, streamExchange } from "./streams.ts";

runClient((_variant, { address }) => {
  const client = new Client(address, credentials.createInsecure());
  return {
    exchange(payload) {
      if (payload.kind === "nested") {
        return unary(client, benchService.echoNested, protobufjsNested(), sameProtobufjsNested);
      }
      const message = echoMessage(payload.bytes);
      return unary(client, benchService.echo, { message }, (answer) => answer.message === message);
    },
    streams: { exchange: (payload) => streamExchange(client, payload), openIdle: () => openIdle(client) },
  };
});

function unary<Request, Answer>(
  client: Client,
  method: MethodDefinition<Request, Answer>,
  request: Request,
  isRight: (answer: Answer) => boolean,
): Exchange {
  return {
    start(done, failed, verify) {
      const { path, requestSerialize, responseDeserialize } = method;
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, answer) => {
        if (error !== null) failed(error);
        else if (answer === undefined || (verify && !isRight(answer))) failed(new Error("the answer is wrong"));
        else done();
      });
    },
  };
}
