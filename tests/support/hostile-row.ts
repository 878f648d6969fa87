import assert from "node:assert/strict";
import type { Rig } from "./start-rig.ts";
import { echoArgs, frame, headed, MessageType, message, u8, u32 } from "./wire.ts";

/** What a server does with bytes that somebody made up. */
export type HostileOutcome =
  /** It closes the connection and says nothing. */
  | { readonly kind: "closed" }
  /** It answers with an exception, and goes on with the next message unless it `closes`. */
  | { readonly kind: "refused"; readonly typeId: number; readonly closes?: boolean; readonly text?: string }
  /** It answers, with this sequence id if it is stated, and goes on with the next message. */
  | { readonly kind: "answered"; readonly seqId?: number }
  /** It says nothing, and goes on with the next message. */
  | { readonly kind: "ignored" }
  /** It waits for more; when the peer ends instead, it closes and says nothing. */
  | { readonly kind: "waits" };

/** Bytes for a server, and what it does with them. */
export interface HostileRow {
  readonly what: string;
  readonly bytes: Buffer;
  readonly outcome: HostileOutcome;
}

export const closed: HostileOutcome = { kind: "closed" };
export const answered: HostileOutcome = { kind: "answered" };
export const ignored: HostileOutcome = { kind: "ignored" };
export const waits: HostileOutcome = { kind: "waits" };
/** Thrift's id for a message that cannot be read. */
export const undecodable: HostileOutcome = { kind: "refused", typeId: 7 };

/** How the connection is used before the bytes come. */
export interface Prelude {
  readonly name: string;
  readonly bytes: Buffer;
  /** Replies to it. */
  readonly replies: number;
}

const ping = (flags: number, offers: boolean): Buffer =>
  headed({
    flags,
    seqId: 9,
    strings: offers ? [["kx.mux", "1"]] : [],
    payload: frame(message({ type: MessageType.call, method: "Ping", seqId: 9 })),
  });

/** A fresh connection, and those whose replies come in order, in any order, or in any order by agreement. */
export const preludes = {
  fresh: { name: "on a fresh connection", bytes: Buffer.alloc(0), replies: 0 },
  ordered: { name: "after a good call", bytes: ping(0, false), replies: 1 },
  unordered: { name: "on a Kitex mux connection", bytes: ping(1, false), replies: 1 },
  agreed: { name: "on a connection that both agreed to share", bytes: ping(1, true), replies: 2 },
} as const satisfies Record<string, Prelude>;

const AFTER = 77;
const after = frame(message({ type: MessageType.call, seqId: AFTER, body: echoArgs("after") }));

/** Sends the row's bytes and a good call behind them; checks what the server does, and that its other peers do not feel it. */
export async function expectOutcome(rig: Rig, { bytes, outcome }: HostileRow, prelude: Prelude): Promise<void> {
  using peer = await rig.raw();
  if (prelude.replies > 0) peer.send(prelude.bytes);
  await peer.replies(prelude.replies);
  const own = (): readonly (readonly [number, number])[] =>
    peer.messages.slice(prelude.replies).map(({ type, seqId }) => [type, seqId] as const);
  const answerToAfter = [MessageType.reply, AFTER] as const;

  peer.send(bytes);
  if (outcome.kind === "waits") peer.socket.end();
  else peer.send(after);
  switch (outcome.kind) {
    case "closed":
    case "waits":
      await peer.ended();
      assert.deepEqual(own(), []);
      break;
    case "ignored":
      await peer.replies(prelude.replies + 1);
      assert.deepEqual(own(), [answerToAfter]);
      break;
    case "answered": {
      await peer.replies(prelude.replies + 2);
      const expected = [[MessageType.reply, outcome.seqId ?? 1], answerToAfter];
      assert.deepEqual(own().toSorted(bySeqId), expected.toSorted(bySeqId));
      break;
    }
    case "refused": {
      if (outcome.closes === true) await peer.ended();
      else await peer.replies(prelude.replies + 2);
      const refusal = peer.messages[prelude.replies];
      assert.equal(refusal?.type, MessageType.exception);
      assert.deepEqual(refusal.body.subarray(-5), Buffer.concat([u32(outcome.typeId), u8(0)]));
      if (outcome.text !== undefined)
        assert.ok(refusal.body.toString().includes(outcome.text), refusal.body.toString());
      assert.deepEqual(own().slice(1), outcome.closes === true ? [] : [answerToAfter]);
      break;
    }
  }
  assert.deepEqual(await rig.client.Echo({ message: "unhurt" }), { message: "unhurt" });
}

function bySeqId([, a = 0]: readonly number[], [, b = 0]: readonly number[]): number {
  return a - b;
}
