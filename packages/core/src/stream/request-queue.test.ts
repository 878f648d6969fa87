import fc from "fast-check";
import { expect, test } from "vitest";
import { RequestQueue } from "./request-queue.ts";

const queue = (): RequestQueue<number> => new RequestQueue((text) => new Error(`stream ${text}`));

test("what is sent is taken in order, whoever comes first", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (steps) => {
      const requests = queue();
      const taken: Promise<IteratorResult<number, undefined>>[] = [];
      const sent: Promise<void>[] = [];
      for (const send of steps) {
        if (send) sent.push(requests.send(sent.length));
        else taken.push(requests.next());
      }
      requests.closeSend();
      while (taken.length <= sent.length) taken.push(requests.next());
      const results = await Promise.all(taken);
      expect(results.filter(({ done }) => done !== true).map(({ value }) => value)).toEqual(sent.map((_, n) => n));
      await Promise.all(sent);
    }),
  );
});

test("send() settles when the message is taken, and not before", async () => {
  const requests = queue();
  let settled = false;
  const sent = requests.send(1).then(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(settled).toBe(false);
  expect(await requests.next()).toEqual({ done: false, value: 1 });
  await sent;
});

test("closeSend() lets what was sent before be taken, then ends", async () => {
  const requests = queue();
  const sent = requests.send(1);
  requests.closeSend();
  await expect(requests.send(2)).rejects.toThrow("stream was sent a message after closeSend()");
  expect([await requests.next(), await requests.next()]).toEqual([
    { done: false, value: 1 },
    { done: true, value: undefined },
  ]);
  await sent;
});

test("stop() refuses what waits and what comes, with its reason; the first counts", async () => {
  const requests = queue();
  const waiting = requests.send(1);
  requests.stop(new Error("gone"));
  requests.stop(new Error("again"));
  await expect(waiting).rejects.toThrow("gone");
  await expect(requests.send(2)).rejects.toThrow("gone");
  expect(await requests.next()).toEqual({ done: true, value: undefined });
});

test("one who leaves it refuses the rest, and ends who waits for a message", async () => {
  const requests = queue();
  const asked = requests.next();
  await requests.return();
  expect(await asked).toEqual({ done: true, value: undefined });
  await expect(requests.send(1)).rejects.toThrow("stream takes no further message: its responses tell how it ended");
});
