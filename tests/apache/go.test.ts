import { createClient, ErrorCode, framed } from "@kitex-ts/core";
import { afterAll, describe, expect, test } from "vitest";
import { describePeer } from "../support/peers.ts";
import { adapterPeer } from "./adapter-peer.ts";
import { checkRows, type Refusals } from "./check-rows.ts";
import { type CompiledCross, compileCross } from "./compiled-cross.ts";
import { goPeer } from "./go-peer.ts";
import { Cross, Second } from "./kitex-gen/cross/service.ts";
import { ourPeer } from "./our-peer.ts";

const ours: Refusals = {
  undeclared: { typeId: 6, text: "biz error: undeclared" },
  unknownMethod: { typeId: 20, text: "unknown service , method secondString" },
};
const gos: Refusals = {
  undeclared: { typeId: 6, text: "Internal error processing testException: undeclared" },
  unknownMethod: { typeId: 1, text: "Unknown function secondString" },
};

describePeer("apache-go", "Apache's Go library", ({ program }) => {
  describe("our client calls its server", () => {
    checkRows(
      () => ourPeer,
      () => goPeer(program),
      gos,
    );
  });

  describe("its client calls our server", () => {
    checkRows(
      () => goPeer(program),
      () => ourPeer,
      ours,
    );
  });

  test("its server tells our client of a method that the named service lacks", async () => {
    const server = await goPeer(program).serve({ framed: true, multiplexed: true });
    await using client = createClient(Second, {
      destination: "cross",
      hostPorts: [`127.0.0.1:${server.port}`],
      transport: framed({ multiplexed: "Cross" }),
    });
    await expect(client.secondString("x")).rejects.toMatchObject({ code: ErrorCode.UnknownMethod, typeId: 1 });
    await server.stop();
  });

  test.each([false, "Nowhere"])("its server closes the connection when it has no such service: %s", async (name) => {
    const server = await goPeer(program).serve({ framed: true, multiplexed: true });
    await using client = createClient(Cross, {
      destination: "cross",
      hostPorts: [`127.0.0.1:${server.port}`],
      transport: framed({ multiplexed: name }),
    });
    await expect(client.testI32(1)).rejects.toMatchObject({ code: ErrorCode.ConnectionClosed });
    await server.stop();
  });

  describePeer("thrift", "with JavaScript of Apache's compiler on our side", ({ program: compiler }) => {
    let made: CompiledCross | undefined;
    afterAll(() => made?.[Symbol.dispose]());
    const adapter = (): ReturnType<typeof adapterPeer> => {
      made ??= compileCross(compiler, "js:node,es6");
      return adapterPeer(made);
    };

    describe("our client calls its server", () => {
      checkRows(adapter, () => goPeer(program), gos);
    });

    describe("its client calls our server", () => {
      checkRows(() => goPeer(program), adapter, ours);
    });
  });
});
