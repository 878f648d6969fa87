// `@connectrpc/connect-node` with `@bufbuild/protobuf`: the Connect protocol over one HTTP/2 connection.

import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { runClient } from "../../load/client-program.ts";
import { echoMessage } from "../../load/echo-message.ts";
import { promised } from "../../load/exchange.ts";
import { Bench } from "../../protobuf-gen/bench_pb.ts";
import { esNested, sameEsNested } from "../protobuf-es-nested.ts";

runClient((_variant, { address }) => {
  const transport = createConnectTransport({
    baseUrl: `http://${address}`,
    httpVersion: "2",
    // A thousand calls of 256 KiB each wait on one connection.
    nodeOptions: { maxSessionMemory: 1000 },
    // Nobody else compresses.
    acceptCompression: [],
  });
  const client = createClient(Bench, transport);
  return {
    exchange(payload) {
      if (payload.kind === "nested") {
        const request = esNested();
        return promised(
          () => client.echoNested(request),
          (answer) => sameEsNested(answer, request),
        );
      }
      const message = echoMessage(payload.bytes);
      return promised(
        () => client.echo({ message }),
        (answer) => answer.message === message,
      );
    },
  };
});
