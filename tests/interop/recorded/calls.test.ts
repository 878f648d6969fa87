import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Incoming, readMessage } from "../../support/incoming.ts";
import { rawClient } from "../../support/raw-client.ts";
import { scriptedPeer } from "../../support/scripted-peer.ts";
import { ourPeer } from "../our-peer.ts";
import { methodInfo } from "../our-services.ts";
import type { Outcome, ServedPeer } from "../peer.ts";
import { CALLER, DESTINATION } from "../way.ts";
import { bytesOf, contentOf, manyReplies, manyRequests, withSeqId } from "./bytes.ts";
import {
  RECORDED_SERVER,
  RECORDED_TIMEOUT_MS,
  type RecordedReply,
  readRecording,
  recordedWays,
  type Vector,
} from "./vector.ts";

/** What our handlers say in words of their own. */
const inOtherWords = new Set(["a panic", "an exception with an id of the application's own"]);

describe.each(recordedWays)("calls of Kitex for Go, taken up by one of ours: $name", (way) => {
  const { vectors } = readRecording(way);
  const { transport } = way;
  const told = transport.startsWith("ttheader");
  let server: ServedPeer;
  let older: ServedPeer;
  beforeAll(async () => {
    server = await ourPeer.serve({ name: RECORDED_SERVER, services: ["Lab"] });
    older = await ourPeer.serve({ name: RECORDED_SERVER, services: ["EvolvingV1"] });
  });
  afterAll(async () => {
    await server.stop();
    await older.stop();
  });

  test.each(vectors)("our server sees what Kitex's saw, and answers as it did: $name", async (vector) => {
    const { service, request, reply } = vector;
    const callee = service === "EvolvingV2" ? older : server;
    using client = await rawClient(Number(callee.address.split(":").at(-1)));
    client.send(bytesOf(request.hex));
    if (reply !== undefined) {
      const [answer] = await client.replies(1);
      expect(answer?.seqId).toBe(request.seqId);
      expect(answer?.header?.seqId).toBe(told ? request.seqId : undefined);
      if (isTheSame(vector, reply)) {
        const many = manyReplies(vector);
        expect(contentOf(checked(answer), many)).toEqual(contentOf(ourWay(reply), many));
      }
    }
    const [seen] = await callee.seen(service === "Lab" ? 1 : 0);
    if (service !== "Lab") return;
    expect(seen).toMatchObject({
      args: request.args,
      callerService: told ? CALLER : "",
      callerMethod: "",
      transient: told ? (vector.transient ?? {}) : {},
      persistent: told ? (vector.persistent ?? {}) : {},
      timeoutMs: told ? RECORDED_TIMEOUT_MS : 0,
    });
  });

  test.each(vectors)("our client asks as Kitex's did, and understands the answer: $name", async (vector) => {
    const { service, method, transient, persistent, request, reply } = vector;
    await using peer = await scriptedPeer({
      steps: [({ socket, seqId }) => void (reply && socket.write(withSeqId(bytesOf(reply.hex), seqId)))],
    });
    const client = await ourPeer.dial({
      service,
      address: peer.hostPort,
      destination: DESTINATION,
      callerService: CALLER,
      transport,
      connection: way.connection === "mux" ? "mux" : "long",
    });
    const options = {
      timeoutMs: RECORDED_TIMEOUT_MS,
      ...(transient === undefined ? {} : { transient }),
      ...(persistent === undefined ? {} : { persistent }),
    };
    const { outcome } = await client.call(method, request.args, options);
    await client.hangUp();
    await peer.received(1);
    const sent = checked(peer.requests[0]);
    const many = manyRequests(vector);
    const recorded = withTimeoutOf(sent, readMessage(bytesOf(request.hex)));
    expect(contentOf(sent, many)).toEqual(contentOf(recorded, many));
    if (methodInfo(service, method).oneway) expect(outcome).toEqual({ kind: "value", value: null });
    else expectOutcome(outcome, vector);
  });
});

function checked(message: Incoming | undefined): Incoming {
  if (message === undefined) throw new Error("no message came");
  return message;
}

function isTheSame({ name }: Vector, { headers }: RecordedReply): boolean {
  // Without a header Kitex loses a business status; ours sends it as an exception.
  const lost = headers === undefined && name.startsWith("a business status");
  return !inOtherWords.has(name) && !lost;
}

/** The recorded reply without the mark that Kitex closes the connection after it: ours keeps it. */
function ourWay({ hex }: RecordedReply): Incoming {
  const message = readMessage(bytesOf(hex));
  if (message.header === undefined) return message;
  const strings = new Map([...message.header.strings].filter(([key]) => key !== "crrst"));
  return { ...message, header: { ...message.header, strings } };
}

/** Ours sends what is left of the time, which is what was set or a little less. */
function withTimeoutOf(sent: Incoming, recorded: Incoming): Incoming {
  if (recorded.header === undefined) return recorded;
  const left = sent.header?.ints.get(12) ?? "";
  expect(Number(left)).toBeGreaterThan(RECORDED_TIMEOUT_MS - 1000);
  expect(Number(left)).toBeLessThanOrEqual(RECORDED_TIMEOUT_MS);
  return { ...recorded, header: { ...recorded.header, ints: new Map(recorded.header.ints).set(12, left) } };
}

function expectOutcome(outcome: Outcome, { name, reply }: Vector): void {
  const recorded = reply?.outcome;
  if (recorded?.kind === "remote") {
    expect(outcome).toMatchObject({ kind: "remote", typeId: recorded.typeId });
    expect(outcome.kind === "remote" && outcome.message).toContain(recorded.message);
  } else if (reply?.headers === undefined && name.startsWith("a business status")) {
    expect(outcome).toMatchObject({ kind: "failure", message: expect.stringContaining("KITEX_ERR_MISSING_RESULT") });
  } else expect(outcome).toEqual(recorded);
}
