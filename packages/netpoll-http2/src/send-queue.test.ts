import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { HeaderList } from "./header-list.ts";
import { SendQueue } from "./send-queue.ts";

const trailers = new HeaderList([]);

test("chunks leave in order, in whatever pieces, long ones without being copied", () => {
  const sizes = fc.array(fc.nat(9000), { maxLength: 8 });
  fc.assert(
    fc.property(sizes, fc.array(fc.integer({ min: 1, max: 16_384 }), { minLength: 1 }), (chunkSizes, pieces) => {
      const queue = new SendQueue<string>("s");
      const chunks = chunkSizes.map((size, i) => Buffer.alloc(size, i + 1));
      queue.pushData(chunks);
      const out = new ByteWriter();
      for (let i = 0; queue.bytes > 0; i++) {
        const wanted = pieces[i % pieces.length] ?? 1;
        const there = queue.dataAtFront(wanted);
        expect(there).toBe(Math.min(wanted, queue.bytes));
        queue.moveData(there, out);
      }
      expect(queue.empty).toBe(true);
      expect(Buffer.concat(out.take()).equals(Buffer.concat(chunks))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("headers stand where they were put, and data does not pass them", () => {
  const queue = new SendQueue<string>("s");
  queue.pushData([Buffer.from("abc")]);
  queue.pushHeaders(trailers);
  queue.ends = true;
  expect(queue.headers).toBeUndefined();
  expect(queue.dataAtFront(100)).toBe(3);
  expect(queue.endsWith(3)).toBe(false);
  queue.moveData(3, new ByteWriter());
  expect(queue.headers).toBe(trailers);
  expect(queue.empty).toBe(false);
  queue.shiftHeaders();
  expect(queue.empty).toBe(true);
});

test("it says with which data the stream ends", () => {
  const queue = new SendQueue<string>("s");
  queue.pushData([Buffer.from("abc"), Buffer.from("de")]);
  expect(queue.endsWith(5)).toBe(false);
  queue.ends = true;
  expect(queue.endsWith(4)).toBe(false);
  expect(queue.endsWith(5)).toBe(true);
});

test("of thousands of small chunks that passed through nothing is kept", () => {
  const queue = new SendQueue<string>("s");
  const out = new ByteWriter();
  for (let i = 0; i < 10_000; i++) {
    queue.pushData([Buffer.from("x"), Buffer.from("y")]);
    queue.moveData(1, out);
  }
  expect(queue.bytes).toBe(10_000);
  queue.moveData(10_000, out);
  expect(queue.empty).toBe(true);
  expect(out.length).toBe(20_000);
});

test("data that is not there is not made up", () => {
  const queue = new SendQueue<string>("s");
  queue.pushData([Buffer.from("abc")]);
  expect(() => queue.moveData(4, new ByteWriter())).toThrow(RangeError);
});
