// Apache's npm `thrift`: framed binary, code of Apache's compiler. The variant is `one` (one connection for all calls,
// which this library matches by sequence id) or `pool` (a connection for each call in flight).

import thrift from "thrift";
import { runClient } from "../../load/client-program.ts";
import { echoMessage } from "../../load/echo-message.ts";
import { type Exchange, promised } from "../../load/exchange.ts";
import type { Payload } from "../../load/protocol.ts";
import Bench from "../../thrift-gen/Bench.js";
import types from "../../thrift-gen/bench_types.js";
import { apacheNested, sameApacheNested } from "./apache-nested.ts";

runClient((variant, { address }) => {
  const shared = variant === "one" ? connect(address) : undefined;
  return { exchange: (payload) => exchangeOf(shared ?? connect(address), payload) };
});

function connect(address: string): Bench.Client {
  const [host = "", port = ""] = address.split(":");
  const connection = thrift.createConnection(host, Number(port), {
    transport: thrift.TFramedTransport,
    protocol: thrift.TBinaryProtocol,
  });
  connection.on("error", (error) => {
    throw error;
  });
  return thrift.createClient(Bench.Client, connection);
}

function exchangeOf(client: Bench.Client, payload: Payload): Exchange {
  if (payload.kind === "nested") {
    const request = apacheNested();
    return promised(() => client.echoNested(request), sameApacheNested);
  }
  const message = echoMessage(payload.bytes);
  return promised(
    () => client.echo(new types.EchoRequest({ message })),
    (answer) => answer.message === message,
  );
}
