import { dial, listen } from "@kitex-ts/netpoll";
import { pipe } from "@kitex-ts/netpoll/testing";
import { expect, test } from "vitest";
import { clientSession, serverSession } from "./session.ts";
import { echo } from "./testdata/echo.ts";
import { exchange, post } from "./testdata/exchange.ts";
import { clientRig } from "./testdata/rig.ts";

test("a request and its response travel between our own two sides", async () => {
  const [dialled, accepted] = pipe();
  const server = serverSession(accepted, echo());
  const client = clientSession(dialled, { onClose: () => {} });
  accepted.receive(server.frameLength, server);
  dialled.receive(client.frameLength, client);
  const response = await exchange(client, Buffer.from("hello"));
  expect(response.status).toBe("200");
  expect(response.body.toString()).toBe("hello");
  expect(response.trailers).toMatchObject([{ name: "x-length", value: "5" }]);
  expect([client.activeStreams, server.activeStreams]).toEqual([0, 0]);
  client.close();
  server.close();
});

test("what is sent in one turn of the event loop leaves together at its end", async () => {
  using rig = await clientRig();
  for (let i = 0; i < 3; i++) {
    const stream = rig.session.open(post, false, rig.owner.stream("a"));
    stream.sendData((out) => out.writeBytes(Buffer.from("hello")), true);
  }
  const size = rig.connection.pendingWriteBytes;
  expect(size).toBeGreaterThan(3 * (9 + 9 + 5));
  await new Promise((resolve) => setImmediate(resolve));
  expect(rig.connection.pendingWriteBytes === 0 || rig.connection.pendingWriteBytes === size).toBe(true);
  expect((await rig.peer.settled()).length).toBe(6);
});

test("megabytes go both ways at once between our own two sides, over TCP", async () => {
  const listener = await listen({ host: "127.0.0.1" }, (connection) => {
    const session = serverSession(connection, echo());
    connection.receive(session.frameLength, session);
  });
  const connection = await dial(listener.address);
  const client = clientSession(connection, { onClose: () => {} });
  connection.receive(client.frameLength, client);
  const bodies = Array.from({ length: 5 }, (_, i) => Buffer.alloc(2_000_000, `${i} of many`));
  const answers = await Promise.all(bodies.map((body) => exchange(client, body)));
  expect(answers.every(({ body }, i) => body.equals(bodies[i] as Buffer))).toBe(true);
  client.close();
  await listener.close();
});
