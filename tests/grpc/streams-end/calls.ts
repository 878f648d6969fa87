import type { Client, StreamOptions } from "@kitex-ts/core";
import type { EchoClient } from "../kitex-gen/interop/echo/client.ts";
import type { EchoRequestInput } from "../kitex-gen/interop/echo/types.ts";
import { Requests } from "./requests.ts";

export type Kind = "unary" | "server" | "client" | "bidi";

/** A call that runs. */
export interface Running {
  /** Settles with the error that the call ended with, or `undefined`. */
  readonly ended: Promise<unknown>;
  /** Responses that came. */
  readonly received: number;
  /** Whether the header came. */
  readonly hasHeader: boolean;
  /** Of the kinds that stream them. */
  readonly requests: Requests<EchoRequestInput> | undefined;
}

/** What is done with each response of a stream, of which there were so many; it may throw. */
export type Consumer = (count: number) => Promise<"next" | "break"> | "next" | "break";

/** Makes a call, and reads what comes. */
export function run(
  client: Client<EchoClient>,
  kind: Kind,
  others: "none" | "endless",
  options: StreamOptions,
  consume: Consumer = () => "next",
): Running {
  const request: EchoRequestInput = { message: "hi" };
  const requests = kind === "client" || kind === "bidi" ? new Requests(request, others) : undefined;
  let received = 0;
  let hasHeader = false;
  const onHeader = (): void => {
    hasHeader = true;
  };
  const ended = (async (): Promise<unknown> => {
    try {
      if (kind === "unary") await client.unary(request, { ...options, onHeader });
      else if (kind === "client") await client.clientStream(requests ?? [], { ...options, onHeader });
      else {
        const stream = kind === "server" ? client.serverStream(request, options) : client.bidi(requests ?? [], options);
        stream.header.then(onHeader, () => {});
        for await (const _ of stream) {
          received += 1;
          if ((await consume(received)) === "break") break;
        }
      }
      return undefined;
    } catch (error) {
      return error;
    }
  })();
  return {
    ended,
    get received() {
      return received;
    },
    get hasHeader() {
      return hasHeader;
    },
    requests,
  };
}
