import assert from "node:assert/strict";
import type { Called, CallOptions, Script } from "../../grpc/peers/peer.ts";
import { rawClient } from "../../support/raw-client.ts";
import { MessageType } from "../../support/wire.ts";
import { hasHeaders, type ProtobufEnds, type ProtobufRow } from "./way.ts";

/** Rows about what messages hold. */
export const messageRows: readonly ProtobufRow[] = [
  {
    name: "text of all planes of Unicode, and bytes",
    run: async ({ client }) => {
      const { kind, responses } = await client.call("Unary", [{ message: "né😀\u0000\uffff", payload: "00ff80" }]);
      assert.equal(kind, "ok");
      assert.deepEqual(
        responses.map(({ message, payload }) => ({ message, payload })),
        [{ message: "né😀\u0000\uffff", payload: "00ff80" }],
      );
    },
  },
  {
    name: "a message without any field",
    run: async ({ client }) => {
      const { kind, responses } = await client.call("Unary", [{ message: "" }]);
      assert.deepEqual([kind, responses], ["ok", [{ message: "", count: 0, bytes: 0, leftMs: 0 }]]);
    },
  },
  {
    name: "ten million bytes, both ways",
    run: async ({ client }) => {
      const { kind, bytes } = await client.call("Unary", [
        { message: "", payload: { repeat: "61", times: 10_000_000 } },
      ]);
      assert.deepEqual([kind, bytes], ["ok", 10_000_000]);
    },
  },
];

/** Rows about calls that end in an error. */
export const failureRows: readonly ProtobufRow[] = [
  {
    name: "an error of the handler, and a call behind it",
    run: async (ends) => {
      const failed = await callWith(ends, { failure: { error: "odd" } });
      assert.deepEqual([failed.kind, failed.code], ["remote", 6]);
      assert.match(failed.message ?? "", /biz error: odd$/);
      assert.equal((await ends.client.call("Unary", [{ message: "again" }])).kind, "ok");
    },
  },
  {
    name: "a panic, and a call behind it",
    run: async (ends) => {
      const { kind, code } = await callWith(ends, { failure: { panic: "aah" } });
      assert.deepEqual([kind, code], ["remote", 6]);
      assert.equal((await ends.client.call("Unary", [{ message: "again" }])).kind, "ok");
    },
  },
  {
    name: "a business status with extras",
    on: hasHeaders,
    run: async (ends) => {
      const bizStatus = { code: 404, message: "nobody", extra: { k: "v", é: "😀" } };
      const { kind, code, message, extra } = await callWith(ends, { failure: { bizStatus } });
      assert.deepEqual({ kind, code, message, extra }, { kind: "business", ...bizStatus });
    },
  },
  {
    name: "a business status that is negative, without extras",
    on: hasHeaders,
    run: async (ends) => {
      const { kind, code } = await callWith(ends, { failure: { bizStatus: { code: -1, message: "" } } });
      assert.deepEqual([kind, code], ["business", -1]);
    },
  },
  {
    // Bytes that no client of either side sends.
    name: "a method that the server lacks, and a message that cannot be read",
    on: ({ transport, connection }) => transport === "framed" && connection === "long",
    run: async ({ server }) => {
      assert.match(await exceptionFor(server.address, "Nope", ""), new RegExp(`^${TYPE_ID}14${TEXT}`));
      assert.match(await exceptionFor(server.address, "Unary", "0a056869"), new RegExp(`^${TYPE_ID}07${TEXT}`));
    },
  },
];

/** Rows about what travels beside messages. */
export const metadataRows: readonly ProtobufRow[] = [
  {
    name: "transient, persistent and backward metadata",
    on: hasHeaders,
    run: async ({ client, server }) => {
      await server.seen(0);
      const sent = { transient: { "With-Case_and.dots": "é 😀" }, persistent: { ALWAYS: "2" } };
      const { kind, backward } = await client.call("Unary", [{ message: "" }], sent);
      assert.deepEqual([kind, backward], ["ok", { answered: "Unary" }]);
      const [seen] = await server.seen(1);
      assert.deepEqual({ transient: seen?.transient, persistent: seen?.persistent }, sent);
    },
  },
  {
    name: "a deadline that is carried",
    on: hasHeaders,
    run: async (ends) => {
      const { responses } = await callWith(ends, { echoMetadata: true }, { timeoutMs: 60_000 });
      const left = responses[0]?.leftMs ?? 0;
      assert.ok(left > 30_000 && left <= 60_000, `${left} ms are left`);
    },
  },
  {
    name: "a deadline that passes, and a call behind it",
    on: hasHeaders,
    run: async (ends) => {
      const { kind, message = "" } = await callWith(ends, { wait: true }, { timeoutMs: 100 });
      // The callee's time is up as well, and on a busy machine its answer may be the earlier one.
      if (kind !== "timeout") assert.match(`${kind}: ${message}`, /^remote: .*(?:deadline exceeded|nobody waits)/);
      assert.equal((await ends.client.call("Unary", [{ message: "again" }])).kind, "ok");
    },
  },
];

/** Rows about calls in their number. */
export const loadRows: readonly ProtobufRow[] = [
  {
    name: "300 calls, a hundred at once, each with its own answer",
    run: async ({ client }) => {
      const calls = Array.from({ length: 100 }, (_, i) => client.call("Unary", [{ message: `call ${i}` }]));
      const answers = await Promise.all(calls);
      assert.deepEqual(
        answers.map(({ responses }) => responses[0]?.message),
        answers.map((_, i) => `call ${i}`),
      );
      const { outcomes } = await client.load("Unary", [{ message: "" }], { calls: 300, atOnce: 100 });
      assert.deepEqual(outcomes, { ok: 300 });
    },
  },
];

/** What is tried on every way. */
export const protobufRows: readonly ProtobufRow[] = [...messageRows, ...failureRows, ...metadataRows, ...loadRows];

function callWith({ client }: ProtobufEnds, script: Script, options?: CallOptions): Promise<Called> {
  return client.call("Unary", [{ message: "x", script }], options);
}

/** The tags of ErrorProto's fields. */
const [TYPE_ID, TEXT] = ["08", "12"];

/** The exception that a server answers to a framed message, as hexadecimal digits. */
async function exceptionFor(address: string, method: string, body: string): Promise<string> {
  const bytes = Buffer.from(body, "hex");
  const name = Buffer.from(method);
  const message = Buffer.alloc(16 + name.length);
  message.writeUInt32BE(12 + name.length + bytes.length, 0);
  message.writeUInt32BE(0x9001_0001, 4);
  message.writeUInt32BE(name.length, 8);
  name.copy(message, 12);
  message.writeUInt32BE(1, 12 + name.length);
  using peer = await rawClient(Number(address.split(":")[1]));
  peer.send(Buffer.concat([message, bytes]));
  const [answer] = await peer.replies(1);
  assert.equal(answer?.type, MessageType.exception);
  return answer.body.toString("hex");
}
