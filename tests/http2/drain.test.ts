import { expect, test } from "vitest";
import { type EchoServer, startEchoServer } from "./echo-server.ts";
import { Http2Client } from "./http2-client.ts";
import { dataFrame, type Frame, Type } from "./raw/frames.ts";
import { RawClient } from "./raw/raw-client.ts";

const goAway = (client: RawClient): Promise<Frame> => client.frame("a GOAWAY", ({ type }) => type === Type.GoAway);
/** The last stream that it names, and its code. */
const named = ({ payload }: Frame): readonly number[] => [payload.readUInt32BE(0), payload.readUInt32BE(4)];

function drain({ sessions }: EchoServer): void {
  for (const session of sessions) session.drain();
}

test("a server that drains says so twice, and takes what was on its way (RFC 9113 section 6.8)", async () => {
  await using server = await startEchoServer();
  using client = await RawClient.connect(server.target);
  await client.begin();
  client.send(client.post(1));
  await client.answered(1);
  // What the client sends before it has seen the first GOAWAY is taken: it is written behind nothing that it read.
  drain(server);
  client.send(client.get(3));
  expect(named(await goAway(client))).toEqual([0x7fff_ffff, 0]);
  expect(named(await goAway(client))).toEqual([3, 0]);
  client.send(client.get(5), dataFrame(1, "rest", "end"));
  await client.streamEnd(1);
  await client.closed();
  expect(client.count(3, Type.Headers)).toBe(1);
  expect(client.count(5, Type.Headers)).toBe(0);
});

test("a server that drains without a stream ends the connection when the client has read of it", async () => {
  await using server = await startEchoServer();
  using client = await RawClient.connect(server.target);
  await client.begin();
  drain(server);
  await goAway(client);
  expect(named(await goAway(client))).toEqual([0, 0]);
  await client.closed();
});

test("no request of our client is lost while our server drains", async () => {
  await using server = await startEchoServer();
  await using client = await Http2Client.connect(server.target.port);
  const asked = Array.from({ length: 50 }, () => client.request("POST", "/", Buffer.alloc(10_000)));
  await client.request("GET", "/");
  drain(server);
  for (const { body } of await Promise.all(asked)) expect(body).toHaveLength(10_000);
  expect(client.session.draining).toBe(true);
  expect(client.session.canOpen).toBe(false);
});

test("a client that drains ends the connection with its last stream", async () => {
  await using server = await startEchoServer();
  await using client = await Http2Client.connect(server.target.port);
  const asked = [1, 2, 3].map(() => client.request("POST", "/", Buffer.alloc(200_000)));
  client.session.drain();
  expect(client.session.canOpen).toBe(false);
  for (const { body } of await Promise.all(asked)) expect(body).toHaveLength(200_000);
});
