import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { ByteSocket } from "./socket.ts";
import { WriteQueue } from "./write-queue.ts";

/** A socket that notes the size of each hand-over, and takes it when the test says so. */
function notingSocket(): { readonly socket: ByteSocket; readonly sizes: number[]; take(): void } {
  const sizes: number[] = [];
  const waiting: (() => void)[] = [];
  const idle = (): void => {};
  const socket: ByteSocket = {
    local: "here",
    remote: "there",
    attach: idle,
    write: (chunks, taken) => {
      sizes.push(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
      waiting.push(taken);
    },
    end: idle,
    destroy: idle,
    pause: idle,
    resume: idle,
    ref: idle,
    unref: idle,
  };
  return { socket, sizes, take: () => waiting.shift()?.() };
}

function write(queue: WriteQueue, bytes: number): void {
  queue.writer.writeBytes(Buffer.alloc(bytes));
  queue.flush();
}

test("small messages of one turn leave together, at its end", async () => {
  const { socket, sizes } = notingSocket();
  const queue = new WriteQueue(socket, () => {});
  for (let i = 0; i < 100; i++) write(queue, 100);
  expect(sizes).toEqual([]);
  await turn();
  expect(sizes).toEqual([10_000]);
});

test("a full block does not wait for the end of the turn, and the rest does", async () => {
  const { socket, sizes, take } = notingSocket();
  const queue = new WriteQueue(socket, () => {});
  for (let i = 0; i < 40; i++) write(queue, 1_024);
  expect(sizes).toEqual([32_768]);
  take();
  await turn();
  expect(sizes).toEqual([32_768, 8_192]);
});

test("while the socket is busy everything gathers, however much it is", async () => {
  const { socket, sizes, take } = notingSocket();
  const queue = new WriteQueue(socket, () => {});
  for (let i = 0; i < 200; i++) write(queue, 1_024);
  await turn();
  expect(sizes).toEqual([32_768]);
  expect(queue.pendingBytes).toBe(200 * 1_024);
  take();
  await turn();
  expect(sizes).toEqual([32_768, 168 * 1_024]);
});
