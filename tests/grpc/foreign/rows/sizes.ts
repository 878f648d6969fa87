import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { methodOn, type Row } from "../way.ts";
import { call } from "./call.ts";

const TEN_MB = 10_000_000;

/** Half of it can be compressed: what becomes 200 times as large we refuse. */
const part = Buffer.concat([randomBytes(50_000), Buffer.alloc(50_000)]);
const payload = { repeat: part.toString("hex"), times: TEN_MB / part.length };
const sha256 = createHash("sha256").update(Buffer.alloc(TEN_MB, part)).digest("hex");
const large = [{ message: "", payload }];

/** Rows about large messages and many calls. */
export const sizeRows: readonly Row[] = [
  ...[false, true].map(
    (gzip): Row => ({
      name: `messages of 10 MB, ${gzip ? "compressed with gzip" : "as they are"}`,
      run: async (ends) => {
        const [both, down, up] = await Promise.all([
          call(ends, "Unary", large, { gzip }),
          call(ends, "ServerStream", [{ message: "", payload, script: { messages: 2 } }], { gzip }),
          call(ends, "ClientStream", [...large, { message: "last" }], { gzip }),
        ]);
        const echoed = both.responses.map((response) => response.payload);
        assert.deepEqual([both.kind, echoed], ["ok", [{ length: TEN_MB, sha256 }]]);
        assert.deepEqual([down.kind, down.bytes], ["ok", 2 * TEN_MB]);
        assert.deepEqual([up.kind, up.responses[0]?.bytes], ["ok", TEN_MB]);
      },
    }),
  ),
  {
    name: "bytes of every value, compressed with gzip",
    run: async (ends) => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index)).toString("hex");
      const requests = [{ message: "", payload: bytes }, { message: "none" }];
      const { kind, responses } = await call(ends, "Bidi", requests, { gzip: true });
      assert.deepEqual([kind, responses.map((response) => response.payload)], ["ok", [bytes, undefined]]);
    },
  },
  {
    name: "1,000 streams at once on a connection",
    run: async ({ way, client }) => {
      const together = { calls: 1000, atOnce: 1000, together: true };
      const loaded = await client.load(methodOn(way, "Bidi"), [{ message: "" }], together);
      assert.deepEqual(loaded, { outcomes: { ok: 1000 }, answers: 1000 });
    },
  },
  {
    name: "2,000 calls, 100 at a time",
    run: async ({ way, client }) => {
      const requests = [{ message: "m", payload: { repeat: "00", times: 1024 } }];
      const options = { calls: 2000, atOnce: 100, summary: true };
      const loaded = await client.load(methodOn(way, "Unary"), requests, options);
      assert.deepEqual(loaded, { outcomes: { ok: 2000 }, answers: 2000 });
    },
  },
  {
    name: "a stream of 10,000 messages each way",
    run: async (ends) => {
      const requests = Array.from({ length: 10_000 }, () => ({ message: "m" }));
      const up = await call(ends, "ClientStream", requests);
      assert.deepEqual([up.kind, up.responses[0]?.count], ["ok", 10_000]);
      const down = [{ message: "m", script: { messages: 10_000, size: 100 } }];
      const { kind, count, bytes } = await call(ends, "ServerStream", down, { summary: true });
      assert.deepEqual({ kind, count, bytes }, { kind: "ok", count: 10_000, bytes: 1_000_000 });
    },
  },
];
