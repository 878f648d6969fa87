import type { OutgoingHttpHeaders } from "node:http2";
import { BizStatusError, createServer, ErrorCode, KitexError, silentLogger } from "@kitex-ts/core";
import { statusError } from "@kitex-ts/core/grpc";
import { fakeClock } from "@kitex-ts/netpoll/testing";
import { Echo } from "../../grpc/kitex-gen/interop/echo/service.ts";
import { scriptedHandlers } from "../../grpc/our-handlers.ts";
import { ForeignClient } from "../../hostile/grpc/foreign-client.ts";
import { markdownTable } from "../../interop/ledger/markdown-table.ts";

/** A way for a call to end: what its handler throws, or what the request has that no call should. */
interface Case {
  readonly what: string;
  /** Without it, the handler is not reached or takes longer than the call has. */
  readonly throws?: Error;
  readonly headers?: OutgoingHttpHeaders;
  /** In hexadecimal, behind no prefix but its own. */
  readonly body?: string;
}

const TIME_MS = 300;

const cases: readonly Case[] = [
  { what: '`throw new Error("odd")`, or anything else', throws: new Error("odd") },
  { what: '`throw statusError(5, "gone")`', throws: statusError(5, "gone") },
  { what: '`throw new BizStatusError(404, "nobody")`', throws: new BizStatusError(404, "nobody") },
  {
    what: '`throw new KitexError(ErrorCode.Remote, "odd", { typeId: 7 })`',
    throws: new KitexError(ErrorCode.Remote, "odd", { typeId: 7 }),
  },
  { what: "time is up before the handler answers", headers: { "grpc-timeout": `${TIME_MS}m` } },
  { what: "a service that is not there", headers: { ":path": "/interop.Nobody/Unary" } },
  { what: "a method that is not there", headers: { ":path": "/interop.Echo/Nothing" } },
  { what: "a path that names no method", headers: { ":path": "/Unary" } },
  { what: "Thrift for a service of Protobuf", headers: { "content-type": "application/grpc+thrift" } },
  { what: "a compressor that nobody knows", headers: { "grpc-encoding": "snappy" } },
  { what: "a `grpc-timeout` that is none", headers: { "grpc-timeout": "soon" } },
  { what: "no message", body: "" },
  { what: "a message that ends early", body: "0000000004 0a02" },
  { what: "a message that cannot be read", body: "0000000002 0a02" },
  { what: "a message of 5 MiB", body: "0000500000 0a" },
];

/** Draws what a server of ours answers to each, as Node's HTTP/2 reads it. */
export async function drawStatuses(): Promise<string> {
  const clock = fakeClock();
  await using server = createServer({ port: 0, host: "127.0.0.1", logger: silentLogger, clock });
  let next: Error | undefined;
  server.register(Echo, {
    ...scriptedHandlers,
    unary: async () => {
      if (next !== undefined) throw next;
      clock.advance(TIME_MS);
      return { message: "too late" };
    },
  });
  const { port = 0 } = await server.listen();
  await using client = new ForeignClient(port);
  const rows: (readonly string[])[] = [];
  for (const { what, throws, headers, body = "0000000000" } of cases) {
    next = throws;
    const pieces = body === "" ? [] : [Buffer.from(body.replaceAll(" ", ""), "hex")];
    const request = { ":path": "/interop.Echo/Unary", "content-type": "application/grpc", te: "trailers", ...headers };
    const { status, text } = await client.ask(request, pieces);
    rows.push([what, `${status}`, `\`${text}\``]);
  }
  return markdownTable(["", "`grpc-status`", "`grpc-message`"], rows);
}
