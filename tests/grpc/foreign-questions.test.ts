import { expect, test } from "vitest";
import { describePeer } from "../support/peers.ts";
import { startOurServer } from "./our-server.ts";
import { GoPeer } from "./peers/go-peer.ts";

describePeer("grpc-go", "grpc-go asks our server", ({ program }) => {
  test("how it is, as a whole and by service", async () => {
    await using peer = new GoPeer(program);
    await using server = await startOurServer();
    expect(await peer.health(server.address, "")).toBe("SERVING");
    expect(await peer.health(server.address, "interop.Echo")).toBe("SERVING");
    await expect(peer.health(server.address, "no.Such")).rejects.toThrow("NotFound");
  });

  test.for(["v1", "v1alpha"] as const)("what it serves, by reflection %s", async (version) => {
    await using peer = new GoPeer(program);
    const { address, close } = await startOurServer();
    const { services } = await peer.reflect({ address, version, services: true });
    expect(services).toEqual(expect.arrayContaining(["interop.Echo", "grpc.health.v1.Health"]));
    const methods = ["Unary", "ServerStream", "ClientStream", "Bidi"].map((name) => `interop.Echo.${name}`);
    const symbols = ["interop.Echo", "interop.Echo.Bidi", "interop.EchoRequest", "interop.Script.HeaderEntry"];
    for (const symbol of symbols) {
      expect(await peer.reflect({ address, version, symbol }), symbol).toMatchObject({ methods });
    }
    const { files = [] } = await peer.reflect({ address, version, symbol: "interop.Echo" });
    expect(files.map((file) => file.slice(file.lastIndexOf("/") + 1))).toEqual(["echo.proto"]);
    expect(await peer.reflect({ address, version, file: files[0] ?? "" })).toMatchObject({ files, methods });
    for (const unknown of [{ symbol: "no.Such" }, { file: "none.proto" }]) {
      expect(await peer.reflect({ address, version, ...unknown })).toMatchObject({ error: { code: 5 } });
    }
    await close();
  });
});
