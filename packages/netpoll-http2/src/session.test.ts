import { once } from "node:events";
import { type ClientHttp2Session, connect, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { dial, listen } from "@kitex-ts/netpoll";
import { pipe } from "@kitex-ts/netpoll/testing";
import { expect, test } from "vitest";
import { HeaderList } from "./header-list.ts";
import { clientSession, serverSession } from "./session.ts";
import { echo } from "./testdata/echo.ts";
import { exchange, post } from "./testdata/exchange.ts";

test("a request and its response travel between our own two sides", async () => {
  const [dialled, accepted] = pipe();
  const server = serverSession(accepted, echo());
  const client = clientSession(dialled, { onClose: () => {} });
  accepted.receive(server.frameLength, server);
  dialled.receive(client.frameLength, client);
  const response = await exchange(client, Buffer.from("hello"));
  expect(response.body.toString()).toBe("hello");
  expect(response.status).toBe("200");
  expect(response.trailers).toMatchObject([{ name: "x-length", value: "5" }]);
  expect(client.activeStreams).toBe(0);
  expect(server.activeStreams).toBe(0);
  client.close();
  server.close();
});

test("10 MB go to and come back from our server when node:http2 asks", async () => {
  const listener = await listen({ host: "127.0.0.1" }, (connection) => {
    const session = serverSession(connection, echo());
    connection.receive(session.frameLength, session);
  });
  const { address } = listener;
  if (address.kind !== "tcp") throw new Error("not TCP");
  const client: ClientHttp2Session = connect(`http://127.0.0.1:${address.port}`, { maxSessionMemory: 100 });
  const stream = client.request({ ":method": "POST", ":path": "/" });
  const body = Buffer.alloc(10_000_000, "abc");
  stream.end(body);
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  expect(Buffer.concat(parts).equals(body)).toBe(true);
  client.close();
  await listener.close();
});

test("10 MB go to and come back from node:http2 when our client asks", async () => {
  const nodeServer = createServer();
  nodeServer.on("stream", (stream) => {
    stream.respond({ ":status": 200 });
    stream.pipe(stream);
  });
  nodeServer.listen(0, "127.0.0.1");
  await once(nodeServer, "listening");
  const { port } = nodeServer.address() as AddressInfo;
  const connection = await dial({ kind: "tcp", host: "127.0.0.1", port });
  const client = clientSession(connection, { onClose: () => {} });
  connection.receive(client.frameLength, client);
  const body = Buffer.alloc(10_000_000, "abc");
  const response = await exchange(client, body);
  expect(response.body.equals(body)).toBe(true);
  const again = await exchange(client, Buffer.from("x"), post);
  expect(again.body.toString()).toBe("x");
  client.close();
  nodeServer.close();
  expect(new HeaderList([]).fields).toEqual([]);
});
