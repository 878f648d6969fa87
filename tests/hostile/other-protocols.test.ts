import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Rig, startRig } from "../support/start-rig.ts";
import { echoArgs, frame, headed, hex, MessageType, message } from "../support/wire.ts";

/** What a Kitex server serves on the same port, and ours does not yet: it is closed, and not answered. */
describe("a server is spoken to in a protocol that it does not have", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  const call = frame(message({ type: MessageType.call, body: echoArgs("hi") }));
  test.each([
    ["HTTP/2, as gRPC begins", Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")],
    ["a mesh header, of no pairs", Buffer.concat([hex("ffaf 0000"), call])],
    ["a mesh header, of one pair", Buffer.concat([hex("ffaf 0008 0001 61 0001 62 0000"), call])],
    ["the header frame of a TTHeader stream", headed({ flags: 2, ints: [[9, "Echo"]], payload: Buffer.alloc(0) })],
    ["a Protobuf message of Kitex's", hex("00000014 90010001 00000004 4563686f 00000001 0a026869")],
  ])("%s: the connection closes, without a byte", async (_name, bytes) => {
    using peer = await rig.raw();
    peer.send(bytes);
    peer.send(call);
    await peer.ended();
    expect(peer.received.toString("hex")).toBe("");
  });
});
