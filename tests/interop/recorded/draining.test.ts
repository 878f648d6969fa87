import { describe, expect, test } from "vitest";
import { MessageStream } from "../../support/incoming.ts";
import { scriptedPeer } from "../../support/scripted-peer.ts";
import { startRig } from "../../support/start-rig.ts";
import { frame, headed, MessageType, message } from "../../support/wire.ts";
import { ourPeer } from "../our-peer.ts";
import type { DialedPeer, Outcome } from "../peer.ts";
import { CALLER, DESTINATION } from "../way.ts";
import { bytesOf, withSeqId } from "./bytes.ts";
import { type DrainRecording, readDraining, WAITING } from "./draining.ts";

const inFlight: Outcome = { kind: "value", value: "in flight" };

describe("a Kitex server that stops, on a pooled connection", () => {
  const [due = Buffer.alloc(0), waiting = Buffer.alloc(0)] = messagesOf(readDraining("long"));

  test("marks the reply to what it read while it drained, and not the one that was due", () => {
    const marks = new MessageStream()
      .push(Buffer.concat([due, waiting]))
      .map(({ header }) => header?.strings.get("crrst"));
    expect(marks).toEqual([undefined, "1"]);
  });

  test("our client sends nothing more on the connection of the marked reply", async () => {
    await using peer = await scriptedPeer({
      steps: [due, waiting, due].map(
        (reply) =>
          ({ socket, seqId }) =>
            void socket.write(withSeqId(reply, seqId)),
      ),
    });
    const client = await dial(peer.hostPort, "long");
    for (let call = 0; call < 3; call++) {
      expect((await client.call(WAITING.method, WAITING.args)).outcome).toEqual(inFlight);
    }
    await client.hangUp();
    expect(peer.requests.map(({ connection }) => connection)).toEqual([0, 0, 1]);
  });
});

describe("a Kitex server that stops, on a connection of its mux clients", () => {
  const [control = Buffer.alloc(0), due = Buffer.alloc(0)] = messagesOf(readDraining("mux"));

  test("says so in a control frame, which is the one that ours sends to peers that agreed to share", async () => {
    await using rig = await startRig();
    using peer = await rig.raw();
    const payload = frame(message({ type: MessageType.call, method: "Ping" }));
    peer.send(headed({ strings: [["kx.mux", "1"]], payload }));
    await peer.replies(2);
    const before = peer.received.length;
    const closed = rig.server.close();
    await peer.replies(3);
    expect(peer.received.subarray(before).toString("hex")).toBe(control.toString("hex"));
    peer.socket.end();
    await closed;
  });

  test("our client gets the reply that is due, and sends nothing more on the connection", async () => {
    await using peer = await scriptedPeer({
      steps: [
        ({ socket, seqId }) => void socket.write(Buffer.concat([control, withSeqId(due, seqId)])),
        ({ socket, seqId }) => void socket.write(withSeqId(due, seqId)),
      ],
    });
    const client = await dial(peer.hostPort, "mux");
    expect((await client.call(WAITING.method, WAITING.args)).outcome).toEqual(inFlight);
    expect((await client.call(WAITING.method, WAITING.args)).outcome).toEqual(inFlight);
    await client.hangUp();
    expect(peer.requests.map(({ connection }) => connection)).toEqual([0, 1]);
  });
});

function dial(address: string, connection: DrainRecording["connection"]): Promise<DialedPeer> {
  return ourPeer.dial({
    service: "Lab",
    address,
    destination: DESTINATION,
    callerService: CALLER,
    transport: "ttheader-framed",
    connection,
  });
}

function messagesOf({ received }: DrainRecording): readonly Buffer[] {
  const messages: Buffer[] = [];
  for (let rest = bytesOf(received); rest.length > 0; ) {
    const end = 4 + rest.readUInt32BE(0);
    messages.push(rest.subarray(0, end));
    rest = rest.subarray(end);
  }
  return messages;
}
