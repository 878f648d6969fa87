import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test, vi } from "vitest";
import { countResources } from "./count-resources.ts";

test("a listening socket, and a timer that keeps the process alive, are counted until they are gone", async () => {
  const before = countResources();
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const timer = setTimeout(() => {}, 60_000);
  expect(countResources().servers).toBe(before.servers + 1);
  expect(countResources().timers).toBe(before.timers + 1);
  clearTimeout(timer);
  server.close();
  await once(server, "close");
  expect(countResources().timers).toBe(before.timers);
  await vi.waitFor(() => expect(countResources().servers).toBe(before.servers));
});
