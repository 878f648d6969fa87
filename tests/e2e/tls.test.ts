import { once } from "node:events";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { createClient, createServer, ErrorCode } from "@kitex-ts/core";
import { grpcProtocol } from "@kitex-ts/core/grpc";
import { streamService } from "@kitex-ts/core/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { type Certificate, makeAuthority, makeCertificate } from "../support/certificates.ts";
import { describeEachTransport, ownServerCases } from "../support/each-transport.ts";
import { kitexErrorOf } from "../support/errors.ts";
import { labClient, startRig } from "../support/start-rig.ts";
import { until } from "../support/until.ts";

const hi = { message: "hi" };
let authority: Certificate;
let other: Certificate;
let server: Certificate;
let caller: Certificate;

beforeAll(async () => {
  authority = await makeAuthority("lab authority");
  other = await makeAuthority("another authority");
  server = await makeCertificate("lab.example", authority);
  caller = await makeCertificate("caller.example", authority);
});

describeEachTransport(ownServerCases, ({ client }) => {
  test("calls over TLS to a server whose authority is trusted", async () => {
    await using rig = await startRig({
      server: { tls: server },
      client: { ...client, tls: { ca: authority.cert } },
    });
    expect(await rig.client.Echo(hi)).toEqual(hi);
    const bytes = Buffer.alloc(1024 * 1024, "tls ");
    expect(Buffer.compare(await rig.client.Mirror(bytes), bytes)).toBe(0);
  });

  test("a server of an unknown authority is refused: Connect, and nothing is sent", async () => {
    let reached = 0;
    await using rig = await startRig({
      server: { tls: server },
      client: { ...client, tls: true },
      handler: {
        Ping: () => {
          reached += 1;
        },
      },
    });
    const error = await kitexErrorOf(rig.client.Ping());
    expect(error).toMatchObject({ code: ErrorCode.Connect, phase: "connect" });
    expect(error.message).toMatch(/certificate/);
    expect(reached).toBe(0);
    await using trusting = labClient(rig.hostPort, { ...client, tls: { ca: authority.cert } });
    await trusting.Ping();
  });
});

describe("TLS", () => {
  test("one port answers gRPC, asked for by ALPN, and Kitex's own protocols, which ask for nothing", async () => {
    await using tlsServer = createServer({ port: 0, host: "127.0.0.1", tls: server });
    const service = streamService(grpcProtocol);
    const { port = 0 } = await tlsServer.register(service, {}).listen();
    const given = { destination: "lab", hostPorts: [`127.0.0.1:${port}`], tls: { ca: authority.cert } };
    await using client = createClient(service, given);
    expect(await client.echo("over TTHeader")).toBe("over TTHeader");
    expect(await client.upload(["over", "gRPC"])).toEqual(["over", "gRPC"]);
    const negotiated = async (ALPNProtocols: string[]): Promise<unknown> => {
      const socket = connectTls({ port, host: "127.0.0.1", ca: authority.cert, ALPNProtocols });
      try {
        await once(socket, "secureConnect");
        return socket.alpnProtocol;
      } finally {
        socket.destroy();
      }
    };
    expect(await negotiated(["http/1.1", "h2"])).toBe("h2");
    await expect(negotiated(["http/1.1"])).rejects.toThrow("no application protocol");
  });

  test("another authority, or another name, is refused", async () => {
    await using rig = await startRig({ server: { tls: server }, client: { tls: { ca: other.cert } } });
    expect((await kitexErrorOf(rig.client.Ping())).code).toBe(ErrorCode.Connect);
    await using misnamed = labClient(rig.hostPort, { tls: { ca: authority.cert, serverName: "evil.example" } });
    expect((await kitexErrorOf(misnamed.Ping())).code).toBe(ErrorCode.Connect);
    await using named = labClient(rig.hostPort, { tls: { ca: authority.cert, serverName: "lab.example" } });
    await named.Ping();
  });

  test("a server that asks for certificates refuses callers without one", async () => {
    await using rig = await startRig({
      server: { tls: { ...server, ca: authority.cert, requestClientCert: true } },
      client: { tls: { ca: authority.cert, ...caller } },
    });
    await rig.client.Ping();
    await using nameless = labClient(rig.hostPort, { tls: { ca: authority.cert } });
    const error = await kitexErrorOf(nameless.Ping());
    expect([ErrorCode.Connect, ErrorCode.ConnectionClosed]).toContain(error.code); // TLS 1.3 tells it after the handshake
  });

  test("plain bytes to a TLS server end that connection only", async () => {
    await using rig = await startRig({ server: { tls: server }, client: { tls: { ca: authority.cert } } });
    await rig.client.Ping();
    using peer = await rig.raw();
    peer.send(Buffer.from("0000001e80010001000000044563686f", "hex"));
    await peer.ended();
    await rig.client.Ping();
    await using plain = labClient(rig.hostPort);
    expect((await kitexErrorOf(plain.Ping())).code).toBe(ErrorCode.ConnectionClosed);
  });

  test("a client of TLS to a plain server: Connect", async () => {
    await using rig = await startRig({ client: { tls: { ca: authority.cert } } });
    expect((await kitexErrorOf(rig.client.Ping())).code).toBe(ErrorCode.Connect);
  });

  test("a handshake that is never begun ends in its own time", async () => {
    await using rig = await startRig({
      server: { tls: { ...server, handshakeTimeoutMs: 30 } },
      client: { tls: { ca: authority.cert } },
    });
    const silent = connect(rig.port, "127.0.0.1");
    let closed = false;
    silent.on("close", () => {
      closed = true;
    });
    silent.resume();
    await until(
      () => closed,
      () => "a connection without a handshake is still open",
    );
    await rig.client.Ping();
  });
});
