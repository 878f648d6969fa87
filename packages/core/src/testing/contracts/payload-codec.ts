import assert from "node:assert/strict";
import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { MethodInfo } from "../../payload/method-info.ts";
import type { DecodeLimits, MessageKind, PayloadCodec } from "../../payload/payload-codec.ts";

/** A method of the codec under test, with values that survive a round trip. */
export interface PayloadCodecSubject {
  readonly codec: PayloadCodec;
  readonly method: MethodInfo;
  readonly request: unknown;
  readonly response: unknown;
  /** An exception that the method declares. */
  readonly declared: Error;
  /** A request that the method's codec refuses to write. */
  readonly unwritable: unknown;
}

/** One promise of the contract; `run` throws when it is not kept. */
export interface ContractCase {
  readonly name: string;
  run(): void;
}

const limits: DecodeLimits = { maxDepth: 64, maxElements: 1_000 };
/** One that does not fit 31 bits of either sign, and the ends. */
const sequenceIds = [1, 0x0102_0304, 2 ** 31 - 1, -(2 ** 31), -1];

/** What every payload codec promises core, as cases for any test runner: `for (const { name, run } of …) test(name, run)`. */
export function payloadCodecContract(subject: PayloadCodecSubject): readonly ContractCase[] {
  const { codec, method, request, response, declared, unwritable } = subject;
  const bytesOf = (write: (out: ByteWriter) => void): Buffer => {
    const out = new ByteWriter();
    write(out);
    return Buffer.concat(out.take());
  };
  const opened = (bytes: Buffer, kind: MessageKind, seqId: number): ByteReader => {
    const input = new ByteReader(bytes, 0, bytes.length, limits.maxElements);
    assert.deepEqual(codec.decodeEnvelope(input), { kind, method: method.name, seqId });
    return input;
  };
  const requestBytes = (seqId: number): Buffer =>
    bytesOf((out) => codec.encodeRequest(out, method, seqId, request, limits));
  const replyBytes = (seqId: number): Buffer =>
    bytesOf((out) => codec.encodeReply(out, method, seqId, { ok: true, value: response }, limits));

  return [
    {
      name: "a request comes back as it went in, with its method and sequence id",
      run: () => {
        for (const seqId of sequenceIds) {
          const body = opened(requestBytes(seqId), "call", seqId);
          assert.deepEqual(codec.decodeRequest(body, method, limits), request);
        }
      },
    },
    {
      name: "a oneway request says that it is one",
      run: () => {
        const bytes = bytesOf((out) => codec.encodeRequest(out, { ...method, oneway: true }, 7, request, limits));
        opened(bytes, "oneway", 7);
      },
    },
    {
      name: "a reply comes back as it went in",
      run: () => {
        const body = opened(replyBytes(-9), "reply", -9);
        assert.deepEqual(codec.decodeReply(body, method, limits), { ok: true, value: response });
      },
    },
    {
      name: "a declared exception comes back as one that the method declares",
      run: () => {
        const bytes = bytesOf((out) => codec.encodeReply(out, method, 3, { ok: false, error: declared }, limits));
        const outcome = codec.decodeReply(opened(bytes, "reply", 3), method, limits);
        assert.equal(outcome?.ok, false);
        assert.equal(outcome?.ok === false && method.result.declares(outcome.error), true);
      },
    },
    {
      name: "an empty reply is one without a result",
      run: () => {
        const bytes = bytesOf((out) => codec.encodeEmptyReply(out, method.name, 5));
        assert.equal(codec.decodeReply(opened(bytes, "reply", 5), method, limits), undefined);
      },
    },
    {
      name: "an exception keeps its id and its text",
      run: () => {
        const exception = { typeId: 6, message: "biz error: \u00e9 \u{1f600} \n" };
        const bytes = bytesOf((out) => codec.encodeException(out, method.name, 4, exception));
        assert.deepEqual(codec.decodeException(opened(bytes, "exception", 4)), exception);
      },
    },
    {
      name: "every message is known by its first four bytes, and no frame length or header is taken for one",
      run: () => {
        const messages = [requestBytes(1), replyBytes(1), bytesOf((out) => codec.encodeEmptyReply(out, "m", 1))];
        for (const bytes of messages) assert.equal(codec.matches(bytes.readUInt32BE(0)), true);
        for (const length of [0, 8, 1_024, 0x3fff_ffff, 0x1000_0000]) assert.equal(codec.matches(length), false);
      },
    },
    {
      name: "a message is found among its neighbours, however its bytes arrive",
      run: () => {
        if (codec.messageLength === undefined) return;
        const first = requestBytes(1);
        const both = Buffer.concat([first, replyBytes(2)]);
        const lengthOf = codec.messageLength(limits);
        const seen = (length: number): number | undefined =>
          lengthOf({ length, u8: (at) => both.readUInt8(at), u32: (at) => both.readUInt32BE(at) });
        let found: number | undefined;
        for (let length = 8; found === undefined; length++) {
          assert.ok(length <= both.length, "the end was never found");
          found = seen(length);
        }
        assert.equal(found, first.length);
      },
    },
    {
      name: "a message cut short anywhere is refused with an Error",
      run: () => {
        const bytes = requestBytes(1);
        for (let length = 0; length < bytes.length; length++) {
          const input = new ByteReader(bytes, 0, length, limits.maxElements);
          assert.throws(() => {
            codec.decodeEnvelope(input);
            codec.decodeRequest(input, method, limits);
          }, Error);
        }
      },
    },
    {
      name: "a request that does not fit its type is refused with an Error",
      run: () => assert.throws(() => bytesOf((out) => codec.encodeRequest(out, method, 1, unwritable, limits)), Error),
    },
  ];
}
