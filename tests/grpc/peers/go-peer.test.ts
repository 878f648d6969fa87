// The peers among themselves: what the tests of our side rely on.

import { expect, test } from "vitest";
import { describePeer } from "../../support/peers.ts";
import { type GoClient, GoPeer } from "./go-peer.ts";
import type { DialOptions, EchoRequest, Failure, Library } from "./peer.ts";

/** A client of one library and a server of the other, or the same, and how the methods are called there. */
interface Pair {
  readonly title: string;
  readonly server: Library;
  readonly client: Omit<DialOptions, "address"> & { readonly library: Library };
  readonly method: (name: string) => string;
}

const asItIs = (name: string): string => name;

const pairs: readonly Pair[] = [
  { title: "grpc-go to grpc-go", server: "grpc", client: { library: "grpc" }, method: asItIs },
  { title: "Kitex to grpc-go", server: "grpc", client: { library: "kitex" }, method: asItIs },
  { title: "grpc-go to Kitex", server: "kitex", client: { library: "grpc" }, method: asItIs },
  { title: "Kitex to Kitex", server: "kitex", client: { library: "kitex" }, method: asItIs },
  {
    title: "Kitex to Kitex, Thrift over gRPC",
    server: "kitex",
    client: { library: "kitex", service: "EchoStream" },
    method: (name) => name.charAt(0).toLowerCase() + name.slice(1),
  },
];

describePeer("grpc-go", "the Go peers of gRPC", ({ program }) => {
  test.for(pairs)("speak with one another, in all four kinds of call: $title", async ({ server, client, method }) => {
    await using peer = new GoPeer(program);
    const served = await peer.serve({ library: server });
    const dialed = await peer.dial({ ...client, address: served.address });

    const unary = await dialed.call(method("Unary"), [{ message: "hi", payload: "00ff" }]);
    expect(unary).toMatchObject({ kind: "ok", responses: [{ message: "hi", payload: "00ff" }] });

    const down = await dialed.call(method("ServerStream"), [{ message: "hi", script: { messages: 3, size: 2 } }]);
    expect(down).toMatchObject({ kind: "ok", count: 3, bytes: 6 });
    expect(down.responses.map(({ count }) => count)).toEqual([0, 1, 2]);

    const up = await dialed.call(method("ClientStream"), [
      { message: "a", payload: "01" },
      { message: "b", payload: "0203" },
    ]);
    expect(up).toMatchObject({ kind: "ok", responses: [{ message: "b", count: 2, bytes: 3 }] });

    const both = await dialed.call(method("Bidi"), [{ message: "a" }, { message: "b", script: { messages: 2 } }]);
    expect(both.responses.map(({ message }) => message)).toEqual(["a", "b", "b"]);
    expect((await served.seen(4)).map(({ requests }) => requests)).toEqual([1, 1, 2, 2]);
    await served.stop();
  });

  async function pairOf(peer: GoPeer, library: Library): Promise<GoClient> {
    const { address } = await peer.serve({ library });
    return peer.dial({ library, address });
  }

  test("a script says how a call fails", async () => {
    await using peer = new GoPeer(program);
    const grpc = await pairOf(peer, "grpc");
    const kitex = await pairOf(peer, "kitex");
    const failing = (failure: Failure): readonly EchoRequest[] => [{ message: "", script: { failure } }];
    const status = failing({ status: { code: 5, message: "gone ü", details: ["why"] } });
    expect(await grpc.call("Unary", status)).toMatchObject({
      kind: "status",
      code: 5,
      message: "gone ü",
      details: ["why"],
    });
    expect(await kitex.call("Unary", status)).toMatchObject({
      code: 5,
      message: "gone ü [biz error]",
      details: ["why"],
    });
    const business = failing({ bizStatus: { code: 404, message: "nobody", extra: { k: "v" } } });
    expect(await kitex.call("Unary", business)).toMatchObject({ kind: "business", code: 404, extra: { k: "v" } });
    expect(await grpc.call("Unary", business)).toMatchObject({ kind: "status", code: 13, message: "nobody" });
    expect(await kitex.call("Unary", failing({ panic: "aah" }))).toMatchObject({ kind: "status", code: 13 });
    expect(await grpc.call("Unary", failing({ error: "odd" }))).toMatchObject({ code: 2, message: "odd" });
  });

  test.for<Library>(["grpc", "kitex"])("metadata and the deadline travel: %s", async (library) => {
    await using peer = new GoPeer(program);
    const client = await pairOf(peer, library);
    const script = { echoMetadata: true, header: { h: "1\n2", "h-bin": "ff00" }, trailer: { t: "2" } };
    const called = await client.call("Unary", [{ message: "", script }], {
      metadata: { a: "1", "b-bin": "00ff" },
      timeoutMs: 60_000,
    });
    const [answer] = called.responses;
    expect(answer?.metadata).toEqual(
      expect.arrayContaining([
        { key: "a", value: "1" },
        { key: "b-bin", value: "00ff" },
      ]),
    );
    expect(answer?.leftMs).toBeGreaterThan(0);
    expect(called.header).toEqual(
      expect.arrayContaining([
        { key: "h", value: "1" },
        { key: "h", value: "2" },
        { key: "h-bin", value: "ff00" },
      ]),
    );
    expect(called.trailer).toContainEqual({ key: "t", value: "2" });
  });

  test("Kitex's metainfo comes in upper case, whole where its name ends as those of bytes do, and does not go back", async () => {
    await using peer = new GoPeer(program);
    const served = await peer.serve({ library: "kitex" });
    const { address } = served;
    const client = await peer.dial({ library: "kitex", address });
    const transient = { "With-Case_and.dots": "1", RAW_BIN: "é 😀", LINES: "1\n2" };
    for (const method of ["Unary", "Bidi"]) {
      const called = await client.call(method, [{ message: "" }], { transient, persistent: { "x-y": "2", é: "3" } });
      expect(called).toMatchObject({ kind: "ok", count: 1 });
      expect(called).not.toHaveProperty("backward");
      const [one] = await served.seen(1);
      expect([one?.transient, one?.persistent]).toEqual([{ "WITH_CASE_AND.DOTS": "1", RAW_BIN: "é 😀" }, { X_Y: "2" }]);
    }
    const own = await peer.dial({ library: "kitex", address, transport: "ttheader-framed" });
    expect(await own.call("Unary", [{ message: "" }], { transient })).toMatchObject({
      backward: { answered: "Unary" },
    });
    expect((await served.seen(1))[0]?.transient).toEqual(transient);
  });

  test.for<Library>(["grpc", "kitex"])(
    "a call that waits is cancelled or reaches its deadline: %s",
    async (library) => {
      await using peer = new GoPeer(program);
      const served = await peer.serve({ library });
      const client = await peer.dial({ library, address: served.address });
      const waiting = [{ message: "", script: { messages: 1, wait: true } }];
      const cancelled = await client.call("ServerStream", waiting, { cancelAfter: 1 });
      expect(cancelled).toMatchObject({ kind: "status", code: 1, count: 1 });
      const late = await client.call("ServerStream", waiting, { timeoutMs: 50 });
      expect(late).toMatchObject({ kind: "status", code: 4 });
      expect((await served.seen(2)).map(({ ended }) => ended)).toEqual([
        "canceled",
        expect.stringMatching(/^(canceled|deadline)$/),
      ]);
    },
  );

  test("a call goes on while commands are about it, and a server may be given its port", async () => {
    await using peer = new GoPeer(program);
    const first = await peer.serve({ library: "grpc" });
    await first.stop();
    const port = Number(first.address.split(":")[1]);
    const { address } = await peer.serve({ library: "grpc", port });
    expect(address).toBe(first.address);
    const client = await peer.dial({ library: "grpc", address });
    const held = client.call("Bidi", [{ message: "a" }], { key: "held", keepOpen: true });
    await client.answered("held");
    await client.finish("held");
    expect(await held).toMatchObject({ kind: "ok", count: 1 });
    const dropped = client.call("Bidi", [{ message: "a" }], { key: "dropped", keepOpen: true });
    await client.answered("dropped");
    await client.cancel("dropped");
    expect(await dropped).toMatchObject({ kind: "status", code: 1, count: 1 });
  });

  test.for<Library>(["grpc", "kitex"])("a thousand streams are open at once, and 10 MB travel: %s", async (library) => {
    await using peer = new GoPeer(program);
    const client = await pairOf(peer, library);
    const together = { calls: 1000, atOnce: 1000, together: true };
    expect(await client.load("Bidi", [{ message: "" }], together)).toEqual({ outcomes: { ok: 1000 }, answers: 1000 });
    const large = [{ message: "", payload: { repeat: "61", times: 10_000_000 } }];
    expect(await client.call("Unary", large, { gzip: true })).toMatchObject({ kind: "ok", bytes: 10_000_000 });
  });

  test("Kitex also calls over TTHeader, pooled and multiplexed", async () => {
    await using peer = new GoPeer(program);
    for (const connection of ["long", "mux"] as const) {
      const { address } = await peer.serve({ library: "kitex", mux: connection === "mux" });
      const client = await peer.dial({ library: "kitex", address, transport: "ttheader-framed", connection });
      expect(await client.call("Unary", [{ message: "hi" }])).toMatchObject({ kind: "ok", count: 1 });
      const failing = [{ message: "", script: { failure: { error: "odd" } } }];
      expect(await client.call("Unary", failing)).toMatchObject({ kind: "remote", code: 6, message: "biz error: odd" });
    }
  });

  test("grpc-go describes itself, in both versions of reflection, and says that it is well", async () => {
    await using peer = new GoPeer(program);
    const { address } = await peer.serve({ library: "grpc" });
    for (const version of ["v1", "v1alpha"] as const) {
      const { services } = await peer.reflect({ address, version, services: true });
      expect(services).toContain("interop.Echo");
      const described = await peer.reflect({ address, version, symbol: "interop.Echo.Bidi" });
      expect(described).toMatchObject({
        files: ["echo.proto"],
        methods: expect.arrayContaining(["interop.Echo.Unary"]),
      });
      expect(await peer.reflect({ address, version, symbol: "no.Such" })).toMatchObject({ error: { code: 5 } });
    }
    expect(await peer.health(address, "")).toBe("SERVING");
    await expect(peer.health(address, "no.Such")).rejects.toThrow("NotFound");
  });
});
