import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CutProxy, startCutProxy } from "./cut-proxy.ts";

let echo: Server;
let proxy: CutProxy;
let callers: Socket[];

beforeEach(async () => {
  callers = [];
  echo = createServer((socket) => {
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
  const address = echo.address();
  if (address === null || typeof address === "string") throw new Error("it does not listen on a port");
  proxy = await startCutProxy(address.port);
});

afterEach(async () => {
  for (const caller of callers) caller.destroy();
  await proxy.close();
  await new Promise<void>((resolve) => echo.close(() => resolve()));
});

async function call(): Promise<Socket> {
  const caller = connect(proxy.port, "127.0.0.1");
  callers.push(caller);
  await once(caller, "connect");
  return caller;
}

async function answer(caller: Socket): Promise<string> {
  const [chunk] = await once(caller, "data");
  return String(chunk);
}

/** Settles with what ends the connection. */
async function loss(caller: Socket): Promise<string> {
  const [error] = await once(caller, "error");
  return error.code;
}

test("bytes go through, both ways and in order", async () => {
  const caller = await call();
  caller.write("a");
  expect(await answer(caller)).toBe("a");
  caller.write("b");
  expect(await answer(caller)).toBe("b");
});

test("an end goes through", async () => {
  const caller = await call();
  caller.end();
  caller.resume();
  await once(caller, "end");
});

test("a cut resets what is open, and what is made while it lasts", async () => {
  const caller = await call();
  caller.write("a");
  await answer(caller);
  const lost = loss(caller);
  proxy.cut();
  expect(await lost).toBe("ECONNRESET");
  const late = connect(proxy.port, "127.0.0.1");
  callers.push(late);
  expect(await loss(late)).toBe("ECONNRESET");
  proxy.heal();
  const again = await call();
  again.write("b");
  expect(await answer(again)).toBe("b");
});

test("in a black hole nothing arrives, and everything does when it is healed", async () => {
  const caller = await call();
  proxy.blackHole();
  caller.write("a");
  let arrived = false;
  caller.once("data", () => {
    arrived = true;
  });
  // A second connection, which the echo answers itself, is the measure of "long enough".
  const target = echo.address();
  if (target === null || typeof target === "string") throw new Error("it does not listen on a port");
  const direct = connect(target.port, "127.0.0.1");
  callers.push(direct);
  direct.write("b");
  expect(await answer(direct)).toBe("b");
  expect(arrived).toBe(false);
  const all = answer(caller);
  proxy.heal();
  expect(await all).toBe("a");
});

test("a delay holds every byte for so long in each direction", async () => {
  const caller = await call();
  proxy.delay(50);
  const started = performance.now();
  caller.write("a");
  expect(await answer(caller)).toBe("a");
  expect(performance.now() - started).toBeGreaterThanOrEqual(98);
});

test("closing ends what is open and leaves nothing", async () => {
  const caller = await call();
  caller.write("a");
  await answer(caller);
  const lost = loss(caller);
  await proxy.close();
  expect(await lost).toBe("ECONNRESET");
  expect(proxy.open).toBe(0);
});
