import { expect, test } from "vitest";
import { ErrorCode } from "../errors/codes.ts";
import type { ClientTransHandler } from "../remote/trans/trans-handler.ts";
import { testContext } from "../testing/test-context.ts";
import { invoke } from "./invoke.ts";

function recordingTransport(): { readonly transport: ClientTransHandler; readonly sent: unknown[] } {
  const sent: unknown[] = [];
  const transport: ClientTransHandler = {
    roundTrip: async (_ctx, address, request) => void sent.push(["roundTrip", address, request]),
    sendOneway: async (_ctx, address, request) => void sent.push(["sendOneway", address, request]),
    connect: async () => {},
    evict: () => {},
    stats: () => ({ connections: { idle: 0, inUse: 0, opening: 0 }, pendingWriteBytes: 0 }),
    close: () => {},
  };
  return { transport, sent };
}

test("a request goes to the instance that was chosen, oneway or not", async () => {
  const { transport, sent } = recordingTransport();
  const endpoint = invoke(transport);
  await endpoint(testContext({ address: "10.0.0.7:8888" }), 1);
  await endpoint(testContext({ address: "unix:/tmp/s", oneway: true }), 2);
  expect(sent).toEqual([
    ["roundTrip", { kind: "tcp", host: "10.0.0.7", port: 8888 }, 1],
    ["sendOneway", { kind: "unix", path: "/tmp/s" }, 2],
  ]);
});

test("the address of an instance is read once", async () => {
  const { transport, sent } = recordingTransport();
  const endpoint = invoke(transport);
  const ctx = testContext({ address: "10.0.0.7:8888" });
  await endpoint(ctx, 1);
  await endpoint(ctx, 2);
  const addresses = sent.map((call) => (Array.isArray(call) ? call[1] : undefined));
  expect(addresses[0]).toBe(addresses[1]);
});

test("without an instance, and with an address that is none, it rejects and nothing is sent", async () => {
  const { transport, sent } = recordingTransport();
  const endpoint = invoke(transport);
  await expect(endpoint(testContext(), 1)).rejects.toMatchObject({
    code: ErrorCode.NoInstance,
    message: "Echo/echo has no instance to go to: nothing above chose one",
  });
  await expect(endpoint(testContext({ address: "nowhere" }), 1)).rejects.toMatchObject({
    code: ErrorCode.ServiceDiscovery,
    message: 'Echo/echo cannot go to "nowhere": it is none of "host:port", "[::1]:port" and "unix:/path"',
  });
  expect(sent).toEqual([]);
});
