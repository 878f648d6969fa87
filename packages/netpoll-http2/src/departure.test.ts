import { ConnectionError, ConnectionErrorCode } from "@kitex-ts/netpoll";
import { fakeClock } from "@kitex-ts/netpoll/testing";
import { expect, test, vi } from "vitest";
import { Http2ErrorCode } from "./error-code.ts";
import { HeaderList } from "./header-list.ts";
import { StreamTable } from "./stream-table.ts";
import { post } from "./testdata/exchange.ts";
import { data, goAway, headers, pingAck, request, response } from "./testdata/raw-frames.ts";
import { clientRig, serverRig } from "./testdata/rig.ts";

const ok = new HeaderList([{ name: ":status", value: "200" }]);
const drainPing = "0106010800030309";

test("a server drains as Kitex does: a GOAWAY for all streams, a PING, and the last stream once that is answered", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request, "end"));
  await rig.peer.settled();
  rig.session.drain();
  rig.session.drain();
  expect(await rig.peer.settled()).toEqual(["GOAWAY 2147483647 code 0 graceful shutdown", `PING ${drainPing}`]);
  expect(rig.session.draining).toBe(true);
  rig.peer.send(headers(3, request, "end"), pingAck(drainPing));
  expect(await rig.peer.settled()).toEqual(["GOAWAY 3 code 0 graceful shutdown"]);
  rig.peer.send(headers(5, request), data(5, "never seen", "end"));
  expect(await rig.peer.settled()).toEqual([]);
  for (const stream of rig.owner.streams) stream.sendHeaders(ok, true);
  expect(await rig.peer.closed).toMatchObject({ code: ConnectionErrorCode.PeerClosed });
  expect(rig.peer.log.slice(-2)).toEqual(["HEADERS 1 :status=200 end", "HEADERS 3 :status=200 end"]);
  expect(rig.owner.log).toEqual(["1: POST end", "draining", "3: POST end"]);
});

test("a server without streams waits for the answer to its PING, and ends then", async () => {
  using rig = await serverRig();
  rig.session.drain();
  await rig.peer.settled();
  rig.peer.send(pingAck(drainPing));
  expect(await rig.peer.next("GOAWAY 0")).toBe("GOAWAY 0 code 0 graceful shutdown");
  await rig.peer.closed;
});

test("a peer that does not answer the PING of a drain is waited for a minute", async () => {
  const clock = fakeClock();
  using rig = await serverRig({ options: { clock } });
  rig.session.drain();
  clock.advance(59_999);
  expect(await rig.peer.settled()).toEqual(["GOAWAY 2147483647 code 0 graceful shutdown", `PING ${drainPing}`]);
  clock.advance(1);
  await rig.peer.next("GOAWAY 0");
  await rig.peer.closed;
  expect(clock.pending).toBe(0);
});

test("a client that drains opens no streams, and ends with the last", async () => {
  using rig = await clientRig();
  rig.session.open(post, true, rig.owner.stream("a"));
  rig.session.drain();
  expect(rig.session.canOpen).toBe(false);
  expect(() => rig.session.open(post, true, rig.owner.stream("b"))).toThrow("no stream can be opened");
  rig.peer.send(headers(1, response, "end"));
  await rig.peer.next("GOAWAY 0 code 0");
  await rig.peer.closed;
  expect(rig.owner.log).toEqual(["draining", "a: :status=200 end"]);
});

test("a client that drains without streams ends at once", async () => {
  using rig = await clientRig();
  rig.session.drain();
  await rig.peer.next("GOAWAY 0 code 0");
  await rig.peer.closed;
});

test("a client that has used its last id drains by itself", async () => {
  using rig = await clientRig();
  const ids = vi.spyOn(StreamTable.prototype, "hasId", "get").mockReturnValueOnce(true).mockReturnValueOnce(false);
  rig.session.open(post, true, rig.owner.stream("a"));
  ids.mockRestore();
  expect(rig.session.draining).toBe(true);
  rig.peer.send(headers(1, response, "end"));
  await rig.peer.next("GOAWAY 0 code 0");
  expect(rig.owner.log).toEqual(["draining", "a: :status=200 end"]);
});

test("a GOAWAY fails the streams behind its last one, certainly unprocessed, and lets the others go on", async () => {
  using rig = await clientRig();
  for (const name of ["a", "b", "c"]) rig.session.open(post, true, rig.owner.stream(name));
  rig.peer.send(goAway(3, 0, "maintenance"));
  await rig.peer.settled();
  expect(rig.session.canOpen).toBe(false);
  expect(rig.session.draining).toBe(true);
  expect(rig.owner.log).toEqual(["draining", "c: reset 7 by connection, unprocessed"]);
  rig.peer.send(goAway(1, 0));
  rig.peer.send(headers(1, response, "end"));
  await rig.peer.next("GOAWAY 0 code 0");
  expect(rig.owner.log.slice(2)).toEqual(["b: reset 7 by connection, unprocessed", "a: :status=200 end"]);
  await rig.peer.closed;
});

test.each([
  ["that takes more than an earlier one", [goAway(1, 0), goAway(3, 0)]],
  ["with the id of a stream that no client opens", [goAway(2, 0)]],
])("a GOAWAY %s ends the connection: PROTOCOL_ERROR", async (_what, frames) => {
  using rig = await clientRig();
  rig.session.open(post, true, rig.owner.stream("a"));
  rig.peer.send(...frames);
  expect(await rig.peer.next("GOAWAY")).toMatch(/^GOAWAY 0 code 1 /);
  expect(rig.owner.log.at(-1)).toBe("a: reset 1 by connection");
});

test("a client's GOAWAY changes nothing for a server", async () => {
  using rig = await serverRig();
  rig.peer.send(goAway(0, 0), headers(1, request, "end"));
  await rig.peer.settled();
  expect(rig.owner.log).toEqual(["1: POST end"]);
  expect(rig.session.draining).toBe(false);
});

test("a GOAWAY of ours says why, and closes the connection when it is written", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request));
  await rig.peer.settled();
  rig.session.goAway(Http2ErrorCode.EnhanceYourCalm, "too_many_pings");
  expect(rig.owner.log).toEqual(["1: POST", "1: reset 11 by connection"]);
  expect(await rig.peer.next("GOAWAY")).toBe("GOAWAY 1 code 11 too_many_pings");
  await rig.peer.closed;
  rig.peer.connection.close();
  await expect.poll(() => rig.owner.log.at(-1)).toBe("closed");
});

test("a peer that does not read its GOAWAY is not waited for longer than a second", async () => {
  const clock = fakeClock();
  using rig = await serverRig({ options: { clock } });
  rig.peer.connection.pause();
  rig.peer.send(headers(1, request));
  await expect.poll(() => rig.owner.streams.length).toBe(1);
  rig.session.goAway(Http2ErrorCode.NoError, "bye");
  clock.advance(999);
  expect(rig.connection.state.kind).toBe("ending");
  clock.advance(1);
  expect(rig.connection.state.kind).toBe("closed");
});

test("frames that come behind our GOAWAY are not looked at", async () => {
  using rig = await serverRig();
  rig.session.goAway(Http2ErrorCode.NoError, "bye");
  rig.peer.send(headers(1, request), Buffer.alloc(1000, 0xff));
  await rig.peer.next("GOAWAY 0 code 0 bye");
  expect(await rig.peer.closed).toMatchObject({ code: ConnectionErrorCode.PeerClosed });
  expect(rig.owner.streams).toEqual([]);
});

test("a session that is abandoned resets its streams with what it is given, and ends behind that", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request), headers(3, request));
  await rig.peer.settled();
  rig.session.abandon(1000, "time is up");
  rig.session.abandon(8, "once more");
  expect(rig.owner.log.slice(2)).toEqual(["1: reset 1000 by connection", "3: reset 1000 by connection"]);
  expect(rig.session.activeStreams).toBe(0);
  expect(await rig.peer.next("RST_STREAM 3")).toBe("RST_STREAM 3 code 1000");
  expect(await rig.peer.closed).toMatchObject({ code: ConnectionErrorCode.PeerClosed });
});

test("close tells every stream before it returns, and the owner later, once", async () => {
  using rig = await clientRig();
  rig.session.open(post, true, rig.owner.stream("a"));
  rig.session.open(post, true, rig.owner.stream("b"));
  rig.session.close();
  expect(rig.owner.log).toEqual(["a: reset 8 by connection", "b: reset 8 by connection"]);
  expect(rig.session.activeStreams).toBe(0);
  rig.session.close();
  rig.session.drain();
  rig.session.goAway(0, "");
  await rig.peer.closed;
  expect(rig.owner.log).toEqual(["a: reset 8 by connection", "b: reset 8 by connection", "closed"]);
});

test("a connection that is lost is told to every stream, and then to the owner, once each", async () => {
  using rig = await clientRig();
  rig.session.open(post, true, rig.owner.stream("a"));
  rig.session.open(post, true, rig.owner.stream("b"));
  rig.peer.connection.close();
  await expect.poll(() => rig.owner.log.length).toBe(3);
  rig.session.close();
  expect(rig.owner.log).toEqual(["a: reset 2 by connection", "b: reset 2 by connection", "closed"]);
});

test("a stream that a lost connection takes with it learns why", async () => {
  using rig = await clientRig();
  const messages: string[] = [];
  rig.session.open(post, true, { ...rig.owner.stream("a"), onReset: ({ message }) => messages.push(message) });
  rig.connection.close(new ConnectionError(ConnectionErrorCode.IdleTimeout, "memory was silent"));
  await expect.poll(() => messages).toEqual(["memory was silent"]);
});
