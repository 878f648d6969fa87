// The limit: `node:net` alone, no codec, no promise for a call. The variant is `one` (one connection for all calls)
// or `pool` (a connection for each call in flight).

import { connect, type Socket } from "node:net";
import { runClient } from "../../load/client-program.ts";
import type { Exchange } from "../../load/exchange.ts";
import { RawConnection } from "./raw-connection.ts";

runClient(async (variant, { address }) => {
  const [host = "", port = ""] = address.split(":");
  const open = (): Socket => connect({ host, port: Number(port), noDelay: true });
  const shared = variant === "one" ? new RawConnection(open()) : undefined;
  return {
    exchange(payload): Exchange {
      if (payload.kind !== "echo") throw new Error("raw frames carry no structs");
      const frame = Buffer.alloc(4 + payload.bytes, "x");
      frame.writeUInt32BE(payload.bytes);
      const connection = shared ?? new RawConnection(open());
      return { start: (done, failed, verify) => connection.send(frame, done, failed, verify) };
    },
  };
});
