// This project's client as an application has it: generated code, every default but the kind of connection. The
// variant is `auto` (shared once the server agrees), `long` (a pool) or `mux` (shared without asking, for Go).

import { type ConnectionChoice, createClient } from "@kitex-ts/core";
import { Bench } from "../../kitex-gen/thrift/bench/service.ts";
import type { Nested } from "../../kitex-gen/thrift/bench/types.ts";
import { runClient } from "../../load/client-program.ts";
import { echoMessage } from "../../load/echo-message.ts";
import { promised } from "../../load/exchange.ts";
import type { LoadSpec } from "../../load/protocol.ts";
import { sameNested, typedNested } from "./typed-nested.ts";

runClient(async (variant, spec) => {
  const client = createClient(Bench, {
    destination: "bench",
    hostPorts: [spec.address],
    connection: connectionOf(variant, spec),
    // A thousand calls of 256 KiB each wait on one connection, on a slow machine for longer than the default 5 s.
    maxPendingWriteBytes: 1 << 30,
    timeoutMs: 60_000,
  });
  await client.ready();
  return {
    exchange(payload) {
      if (payload.kind === "nested") {
        const request: Nested = typedNested();
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
  };
});

function connectionOf(variant: string, { inFlight, beside }: LoadSpec): ConnectionChoice {
  if (variant === "auto" || variant === "mux") return variant;
  if (variant !== "long") throw new Error(`no variant of the client: "${variant}"`);
  // An idle place for every call in flight, and 100 at least, as the Go candidate has.
  const idle = Math.max(100, inFlight + (beside?.inFlight ?? 0));
  return { kind: "long", maxIdlePerAddress: idle, maxIdleGlobal: idle };
}
