import { describe, expect, test } from "vitest";
import { dial } from "./dialer.ts";
import { ConnectionErrorCode } from "./errors.ts";
import { inbox } from "./testdata/inbox.ts";
import { expectNothingLeft } from "./testdata/leak-check.ts";
import { frameOf, send } from "./testdata/length-prefixed.ts";
import { rawServer } from "./testdata/raw-peer.ts";
import { countResources } from "./testing/count-resources.ts";
import { fakeClock } from "./testing/fake-clock.ts";

expectNothingLeft();

describe("connecting", () => {
  test("a port where nobody listens is refused at once, with the system's error as the cause", async () => {
    const server = await rawServer();
    await server[Symbol.asyncDispose]();
    await expect(dial(server.address)).rejects.toMatchObject({
      name: "ConnectionError",
      code: ConnectionErrorCode.ConnectFailed,
      message: expect.stringMatching(/^no connection to 127\.0\.0\.1:\d+: connect ECONNREFUSED/),
      cause: expect.objectContaining({ code: "ECONNREFUSED" }),
    });
  });

  test("a host with several addresses names the failure of each", async () => {
    const server = await rawServer();
    await server[Symbol.asyncDispose]();
    const port = server.address.kind === "tcp" ? server.address.port : 0;
    await expect(dial({ kind: "tcp", host: "localhost", port })).rejects.toThrow(/: connect ECONNREFUSED/);
  });

  test("a Unix socket that does not exist is a failure, too", async () => {
    await expect(dial({ kind: "unix", path: "/nonexistent/socket" })).rejects.toMatchObject({
      code: ConnectionErrorCode.ConnectFailed,
      address: "unix:/nonexistent/socket",
    });
  });

  test("an address that Node refuses to dial rejects and does not throw", async () => {
    await expect(dial({ kind: "tcp", host: "127.0.0.1", port: 70_000 })).rejects.toMatchObject({
      code: ConnectionErrorCode.ConnectFailed,
    });
  });

  test("no connection within the connect timeout", async () => {
    await using server = await rawServer();
    const clock = fakeClock();
    const dialling = dial(server.address, { clock, connectTimeoutMs: 50 });
    clock.advance(50);
    await expect(dialling).rejects.toMatchObject({
      code: ConnectionErrorCode.ConnectTimeout,
      message: expect.stringMatching(/^no connection to 127\.0\.0\.1:\d+ within 50 ms$/),
    });
    expect(clock.pending).toBe(0);
  });

  test("a TLS handshake that the peer never answers counts against the connect timeout", async () => {
    const clock = fakeClock();
    await using server = await rawServer((socket) => socket.once("data", () => clock.advance(100)));
    await expect(dial(server.address, { clock, connectTimeoutMs: 100, tls: {} })).rejects.toMatchObject({
      code: ConnectionErrorCode.ConnectTimeout,
    });
    expect(clock.pending).toBe(0);
  });

  test("a peer that closes during the TLS handshake is a failure", async () => {
    await using server = await rawServer((socket) => socket.once("data", () => socket.destroy()));
    await expect(dial(server.address, { tls: {} })).rejects.toMatchObject({ code: ConnectionErrorCode.ConnectFailed });
  });

  test("a peer that does not speak TLS is a failure", async () => {
    await using server = await rawServer((socket) =>
      socket.once("data", () => socket.write("HTTP/1.1 400 Bad\r\n\r\n")),
    );
    await expect(dial(server.address, { tls: {} })).rejects.toMatchObject({ code: ConnectionErrorCode.ConnectFailed });
  });

  test("a signal stops the attempt, with its reason as the cause; no timer stays", async () => {
    await using server = await rawServer();
    const clock = fakeClock();
    const reason = new Error("changed my mind");
    const controller = new AbortController();
    const dialling = dial(server.address, { clock, connectTimeoutMs: 50, signal: controller.signal });
    controller.abort(reason);
    await expect(dialling).rejects.toMatchObject({ code: ConnectionErrorCode.Aborted, cause: reason });
    expect(clock.pending).toBe(0);
    await expect(dial(server.address, { signal: controller.signal })).rejects.toMatchObject({ cause: reason });
  });

  test("a signal that aborts later has no effect on the connection", async () => {
    await using server = await rawServer();
    const controller = new AbortController();
    const connection = await dial(server.address, { signal: controller.signal });
    controller.abort();
    expect(connection.state.kind).toBe("open");
    connection.close();
  });
});

describe("peers that misbehave once connected", () => {
  test("a reset in the middle of a frame is RESET with the system's error", async () => {
    await using server = await rawServer();
    const connection = await dial(server.address);
    const here = inbox(connection);
    send(connection, "hello");
    const peer = await server.accepted();
    peer.write(frameOf("an answer").subarray(0, 6), () => peer.resetAndDestroy());
    expect(await here.closed).toMatchObject({
      code: ConnectionErrorCode.Reset,
      cause: expect.objectContaining({ code: "ECONNRESET" }),
    });
    expect(here.causes).toHaveLength(1);
  });

  test("an end in the middle of a frame says how far it came", async () => {
    await using server = await rawServer();
    const connection = await dial(server.address);
    const here = inbox(connection);
    const peer = await server.accepted();
    peer.end(Buffer.concat([frameOf("whole"), frameOf("cut").subarray(0, 6)]));
    expect(await here.closed).toMatchObject({
      code: ConnectionErrorCode.PeerClosed,
      message: expect.stringMatching(/closed the connection within a frame, after 6 bytes of it$/),
    });
    expect(here.bodies).toEqual(["whole"]);
  });

  test("an end on an idle connection is noticed without writing", async () => {
    await using server = await rawServer();
    const connection = await dial(server.address);
    const here = inbox(connection);
    (await server.accepted()).end();
    expect(await here.closed).toMatchObject({ code: ConnectionErrorCode.PeerClosed });
  });

  test("a peer that accepts our end but never ends itself is left after the grace", async () => {
    const clock = fakeClock();
    await using server = await rawServer();
    const connection = await dial(server.address, { clock });
    const here = inbox(connection);
    const peer = await server.accepted();
    const peerSawEnd = new Promise((resolve) => peer.on("end", resolve).resume());
    connection.end();
    await peerSawEnd;
    while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1000);
    expect(await here.closed).toBeUndefined();
  });

  test("an oversized frame closes before its bytes are kept", async () => {
    await using server = await rawServer();
    const connection = await dial(server.address, { maxFrameBytes: 1000 });
    const here = inbox(connection);
    (await server.accepted()).write(Buffer.from("000003e5", "hex"));
    expect(await here.closed).toMatchObject({ code: ConnectionErrorCode.FrameTooLarge });
  });
});

test("unref lets the process end while the connection is open, ref takes that back", async () => {
  await using server = await rawServer();
  const connection = await dial(server.address);
  await server.accepted();
  const { sockets } = countResources();
  connection.unref();
  expect(countResources().sockets).toBe(sockets - 1);
  connection.ref();
  expect(countResources().sockets).toBe(sockets);
  connection.close();
});
