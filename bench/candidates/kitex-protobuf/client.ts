// This project's client of bench.proto and stream.proto as an application has it: generated code, every default but the
// protocol of unary calls. The variant is `grpc`, or `mux` (TTHeader, shared once the server agrees). Streams are
// gRPC's either way.

import { createClient } from "@kitex-ts/core";
import { grpc } from "@kitex-ts/core/grpc";
import { Bench } from "../../kitex-gen/bench/service.ts";
import { BenchStream } from "../../kitex-gen/bench/stream/service.ts";
import { runClient } from "../../load/client-program.ts";
import { echoMessage } from "../../load/echo-message.ts";
import { promised } from "../../load/exchange.ts";
import { sameNested, typedNested } from "../kitex/typed-nested.ts";
import { IdleChats } from "./idle-chats.ts";
import { streamExchange } from "./stream-exchange.ts";

runClient((variant, { address }) => {
  const where = { destination: "bench", hostPorts: [address] };
  // Neither connects before its first call, and no load makes calls on both.
  const client = createClient(Bench, { ...where, ...(variant === "grpc" ? { transport: grpc() } : {}) });
  const streams = createClient(BenchStream, where);
  const idle = new IdleChats(streams);
  return {
    exchange(payload) {
      if (payload.kind === "nested") {
        const request = typedNested();
        return promised(
          () => client.echoNested(request),
          (answer) => sameNested(answer, request),
        );
      }
      const message = echoMessage(payload.bytes);
      return promised(
        () => client.echo({ message }),
        (answer) => answer.message === message,
      );
    },
    streams: { exchange: (payload) => streamExchange(streams, payload), openIdle: () => idle.open() },
  };
});
