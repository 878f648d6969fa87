import { afterAll, beforeAll, expect, test } from "vitest";
import { type Certificate, makeAuthority, makeCertificate } from "../support/certificates.ts";
import { describePeer } from "../support/peers.ts";
import { startDaemon } from "../support/registries/daemon.ts";
import { freePorts } from "../support/registries/free-ports.ts";
import { scratchFolder } from "../support/scratch.ts";
import { until } from "../support/until.ts";
import { root, runAsync } from "../support/workspace.ts";
import { type EchoServer, startEchoServer } from "./echo-server.ts";
import { Http2Client } from "./http2-client.ts";

const MEBIBYTE = 1024 * 1024;
/** Bytes that show where one is missing. */
const numbered = (bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 7) % 251));

const large = numbered(2 * MEBIBYTE).toString("hex");

let server: EchoServer;
let authority: Certificate;
let certificate: Certificate;

beforeAll(async () => {
  server = await startEchoServer();
  authority = await makeAuthority("nghttp2 tests");
  certificate = await makeCertificate("localhost", authority);
});

afterAll(() => server[Symbol.asyncDispose]());

const uri = (path = "/"): string => `http://127.0.0.1:${server.target.port}${path}`;

async function nothingLeft(): Promise<void> {
  const left = (): string => `${server.openStreams} streams, ${server.sessions.size} sessions`;
  await until(() => left() === "0 streams, 0 sessions", left);
}

describePeer("nghttp", "nghttp2's client", ({ program }) => {
  const nghttp = (...args: readonly string[]): Promise<string> => runAsync(program, [...args, uri()], root);

  test("gets an answer", async () => {
    expect(await nghttp()).toBe("Answered by netpoll-http2.\n");
    await nothingLeft();
  });

  test.each([
    ["in small windows", ["-w", "4", "-W", "4"]],
    ["with padding", ["-b", "200"]],
    ["with headers in several frames", ["--continuation"]],
    ["with tables that shrink and grow", ["-c", "0", "-c", "128", "-c", "4096"]],
    ["with a decoder that has no table", ["-c", "0"]],
  ])("gets a hundred answers %s", async (_, args) => {
    const printed = await nghttp("-m", "100", ...args);
    // In small windows the answers come in pieces, one among the other.
    expect([...printed].sort().join("")).toBe([..."Answered by netpoll-http2.\n".repeat(100)].sort().join(""));
    await nothingLeft();
  });

  test.each([
    ["as it is", []],
    ["with padding, in small windows", ["-b", "255", "-w", "8", "-W", "8"]],
    ["with trailers, and without its length", ["--trailer", "x-test: ok", "--no-content-length"]],
  ])("gets back a body of a megabyte %s", async (_, args) => {
    using folder = scratchFolder();
    const body = numbered(MEBIBYTE).toString("hex");
    folder.write({ body });
    expect(await nghttp("-d", `${folder.path}/body`, ...args)).toBe(body);
    await nothingLeft();
  });
});

describePeer("nghttp", "nghttp2's client over TLS", ({ program }) => {
  test("agrees on h2 by ALPN, and gets a hundred answers", async () => {
    await using secure = await startEchoServer({}, { ...certificate, alpnProtocols: ["h2"] });
    const args = ["--no-verify-peer", "-m", "100", `https://127.0.0.1:${secure.target.port}/`];
    expect(await runAsync(program, args, root)).toBe("Answered by netpoll-http2.\n".repeat(100));
  });
});

describePeer("h2load", "nghttp2's load generator", ({ program }) => {
  test.each([
    ["10,000 requests over 10 connections, 100 at a time", ["-n", "10000", "-c", "10", "-m", "100"]],
    ["a thousand at a time on one connection", ["-n", "10000", "-c", "1", "-m", "1000"]],
    ["one at a time over a hundred connections", ["-n", "2000", "-c", "100", "-m", "1"]],
    ["in small windows", ["-n", "2000", "-c", "10", "-m", "100", "-w", "3", "-W", "10"]],
  ])("is served without an error: %s", async (_, args) => {
    const printed = await runAsync(program, [...args, uri()], root);
    const requests = Number(args[1]);
    expect(printed).toContain(`${requests} succeeded, 0 failed, 0 errored, 0 timeout`);
    await nothingLeft();
  });

  test("is served without an error: bodies of a kilobyte that come back", async () => {
    using folder = scratchFolder();
    folder.write({ body: "x".repeat(1024) });
    const args = ["-n", "5000", "-c", "5", "-m", "100", "-d", `${folder.path}/body`, uri()];
    const printed = await runAsync(program, args, root);
    expect(printed).toContain("5000 succeeded, 0 failed, 0 errored, 0 timeout");
    await nothingLeft();
  });
});

describePeer("nghttpd", "nghttp2's server", ({ program }) => {
  /** Starts it with these arguments; it serves a small text and a large one, and gives bodies back. */
  function start(...args: readonly string[]) {
    return startWith(["--no-tls", ...args], []);
  }

  /** The same over TLS with our certificate. */
  function startSecure() {
    return startWith([], ["key.pem", "cert.pem"]);
  }

  async function startWith(flags: readonly string[], pem: readonly string[]) {
    const folder = scratchFolder();
    folder.write({ small: "small", large, "key.pem": certificate.key, "cert.pem": certificate.cert });
    const [port = 0] = await freePorts(1);
    const last = [String(port), ...pem.map((name) => `${folder.path}/${name}`)];
    const daemon = await startDaemon({
      program,
      args: () => ["-a", "127.0.0.1", "-d", folder.path, "--echo-upload", ...flags, ...last],
      isReady: async () => {
        await using client = await Http2Client.connect(port);
        return client.session.canOpen;
      },
    });
    return {
      port,
      [Symbol.asyncDispose]: async () => {
        await daemon[Symbol.asyncDispose]();
        folder[Symbol.dispose]();
      },
      kill: () => daemon.kill(),
    };
  }

  test.each([
    ["as it is", []],
    ["with padding", ["-b", "100"]],
    ["with trailers", ["--trailer", "x-test: ok"]],
    ["with a decoder that has no table", ["-c", "0"]],
    ["in small windows", ["-w", "6", "-W", "6"]],
  ])("answers a thousand requests, as many at a time as it allows, %s", async (_, args) => {
    await using nghttpd = await start(...args);
    await using client = await Http2Client.connect(nghttpd.port);
    const answers = await Promise.all(Array.from({ length: 1000 }, () => client.request("GET", "/small")));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`))).toEqual(new Set(["200 small"]));
    expect(client.session.activeStreams).toBe(0);
    if (args.includes("--trailer")) expect(answers[0]?.blocks[1]?.get("x-test")).toBe("ok");
  });

  test("sends four megabytes in one answer, ten times at once", async () => {
    await using nghttpd = await start();
    await using client = await Http2Client.connect(nghttpd.port);
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.request("GET", "/large")));
    for (const { body } of answers) expect(body === large).toBe(true);
  });

  test.each([
    ["as it is", []],
    ["in small windows", ["-w", "10", "-W", "10"]],
  ])("gives back what was sent, %s", async (_, args) => {
    await using nghttpd = await start(...args);
    await using client = await Http2Client.connect(nghttpd.port);
    const body = numbered(MEBIBYTE);
    const answers = await Promise.all([1, 2, 3].map(() => client.request("POST", "/small", body)));
    for (const { chunks } of answers) expect(Buffer.concat(chunks).equals(body)).toBe(true);
  });

  test("over TLS it agrees on h2 by ALPN, and answers", async () => {
    await using nghttpd = await startSecure();
    const tls = { ca: authority.cert, alpnProtocols: ["h2"] };
    await using client = await Http2Client.connect(nghttpd.port, {}, tls);
    expect((await client.request("GET", "/small")).body).toBe("small");
    const body = numbered(MEBIBYTE);
    const { chunks } = await client.request("POST", "/small", body);
    expect(Buffer.concat(chunks).equals(body)).toBe(true);
  });

  test("one that dies loses its streams, and each is told", async () => {
    await using nghttpd = await start();
    await using client = await Http2Client.connect(nghttpd.port);
    await client.request("GET", "/small");
    const lost = Array.from({ length: 10 }, () => client.request("POST", "/small", Buffer.alloc(64 * MEBIBYTE)));
    const outcomes = Promise.allSettled(lost);
    await nghttpd.kill();
    for (const { status } of await outcomes) expect(status).toBe("rejected");
    expect(client.session.activeStreams).toBe(0);
    expect(client.lostBy).toBeDefined();
  });
});
