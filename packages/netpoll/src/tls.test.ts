import { once } from "node:events";
import { beforeAll, describe, expect, test } from "vitest";
import { dial } from "./dialer.ts";
import { ConnectionErrorCode } from "./errors.ts";
import { type Listener, listen } from "./listener.ts";
import { type Certificate, makeAuthority, makeCertificate } from "./testdata/certificates.ts";
import { inbox } from "./testdata/inbox.ts";
import { expectNothingLeft } from "./testdata/leak-check.ts";
import { send } from "./testdata/length-prefixed.ts";
import { rawClient, socketClosed } from "./testdata/raw-peer.ts";
import type { DialTls, ListenTls } from "./tls-options.ts";

let authority: Certificate;
let stranger: Certificate;
let localhost: Certificate;
let elsewhere: Certificate;

beforeAll(async () => {
  authority = await makeAuthority("an authority");
  stranger = await makeAuthority("another authority");
  localhost = await makeCertificate("localhost", authority);
  elsewhere = await makeCertificate("elsewhere.example", authority);
});
expectNothingLeft();

async function echo(tls: ListenTls): Promise<Listener & AsyncDisposable> {
  const listener = await listen({ host: "127.0.0.1", tls }, (connection) => {
    inbox(connection, (body) => send(connection, body));
  });
  return Object.assign(listener, { [Symbol.asyncDispose]: () => listener.close() });
}

/** Dials by name or by address and sends one frame there and back. */
async function call(listener: Listener, tls: DialTls, host = "127.0.0.1"): Promise<string[]> {
  const port = listener.address.kind === "tcp" ? listener.address.port : 0;
  const connection = await dial({ kind: "tcp", host, port }, { tls });
  const here = inbox(connection);
  send(connection, "ping");
  await Promise.race([here.received(1), here.closed]);
  connection.close();
  const cause = await here.closed;
  if (cause !== undefined) throw cause;
  return here.bodies;
}

const refused = { code: ConnectionErrorCode.ConnectFailed };

describe("who the server is", () => {
  test("a certificate of a trusted authority is accepted, by name and by address", async () => {
    await using listener = await echo(localhost);
    expect(await call(listener, { ca: authority.cert }, "localhost")).toEqual(["ping"]);
    expect(await call(listener, { ca: [stranger.cert, authority.cert] })).toEqual(["ping"]);
  });

  test("an unknown authority is refused, Node's own list included, unless told otherwise", async () => {
    await using listener = await echo(localhost);
    await expect(call(listener, {})).rejects.toMatchObject(refused);
    await expect(call(listener, { ca: stranger.cert })).rejects.toMatchObject(refused);
    expect(await call(listener, { rejectUnauthorized: false })).toEqual(["ping"]);
  });

  test("another host's certificate is refused", async () => {
    await using listener = await echo(elsewhere);
    await expect(call(listener, { ca: authority.cert }, "localhost")).rejects.toMatchObject({
      ...refused,
      cause: expect.objectContaining({ code: "ERR_TLS_CERT_ALTNAME_INVALID" }),
    });
    expect(await call(listener, { ca: authority.cert, serverName: "elsewhere.example" })).toEqual(["ping"]);
    await expect(call(listener, { ca: authority.cert, serverName: "nowhere.example" })).rejects.toMatchObject(refused);
  });

  test("the environment cannot switch verification off", async () => {
    await using listener = await echo(localhost);
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    try {
      await expect(call(listener, { ca: stranger.cert })).rejects.toMatchObject(refused);
    } finally {
      delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    }
  });
});

describe("who the caller is", () => {
  test("a caller with a trusted certificate is let in, others are not", async () => {
    await using listener = await echo({ ...localhost, ca: authority.cert, requestClientCert: true });
    const trusting = { ca: authority.cert };
    expect(await call(listener, { ...trusting, ...elsewhere })).toEqual(["ping"]);
    await expect(call(listener, trusting)).rejects.toMatchObject({ name: "ConnectionError" });
    const impostor = await makeCertificate("elsewhere.example", stranger);
    await expect(call(listener, { ...trusting, ...impostor })).rejects.toMatchObject({ name: "ConnectionError" });
    expect(listener.connections.size).toBe(0);
  });
});

describe("handshakes that go wrong", () => {
  test("a peer that never shakes hands is closed, and is no connection", async () => {
    await using listener = await echo({ ...localhost, handshakeTimeoutMs: 50 });
    const peer = await rawClient(listener.address);
    await socketClosed(peer);
    expect(listener.connections.size).toBe(0);
  });

  test("a peer that drips its first message cannot stretch the handshake", async () => {
    await using listener = await echo({ ...localhost, handshakeTimeoutMs: 100 });
    const peer = await rawClient(listener.address);
    const dripping = setInterval(() => peer.write(Buffer.of(0x16)), 10);
    peer.write(Buffer.from("160301020001", "hex"));
    await socketClosed(peer);
    clearInterval(dripping);
    expect(listener.connections.size).toBe(0);
  });

  test("a peer that speaks no TLS is closed; the next one is served", async () => {
    await using listener = await echo(localhost);
    const peer = await rawClient(listener.address);
    peer.write("GET / HTTP/1.1\r\n\r\n");
    await socketClosed(peer);
    expect(await call(listener, { ca: authority.cert })).toEqual(["ping"]);
  });

  test("a listener that closes takes peers in their handshake along", async () => {
    const listener = await echo(localhost);
    const peer = await rawClient(listener.address);
    const closed = socketClosed(peer);
    peer.write(Buffer.of(0x16));
    // The first connection is accepted when a second one, accepted behind it, was served.
    expect(await call(listener, { ca: authority.cert })).toEqual(["ping"]);
    await listener.close();
    await closed;
  });

  test("a certificate that cannot be read is LISTEN_FAILED", async () => {
    await expect(echo({ cert: "no certificate", key: "no key" })).rejects.toMatchObject({
      code: ConnectionErrorCode.ListenFailed,
    });
  });
});

test("versions below TLS 1.2 are refused by default", async () => {
  await using listener = await echo(localhost);
  const { connect } = await import("node:tls");
  const port = listener.address.kind === "tcp" ? listener.address.port : 0;
  const socket = connect({ host: "127.0.0.1", port, ca: authority.cert, minVersion: "TLSv1", maxVersion: "TLSv1.1" });
  await expect(once(socket, "secureConnect")).rejects.toThrow();
});
