import { expect, test } from "vitest";
import { type Exchange, promised } from "../../bench/load/exchange.ts";
import { Load } from "../../bench/load/load.ts";
import type { LoadSpec, Payload } from "../../bench/load/protocol.ts";

const spec: LoadSpec = { address: "", payload: { kind: "echo", bytes: 1 }, inFlight: 3, warmUpSeconds: 0 };

/** A client whose exchanges are made by `exchange`. */
function loadOf(exchange: (payload: Payload) => Exchange, given: LoadSpec = spec): Load {
  return new Load({ exchange }, given);
}

test("so many calls are in flight at all times, and no more than asked for are made", async () => {
  let inFlight = 0;
  let most = 0;
  let made = 0;
  const load = loadOf(() =>
    promised(
      async () => {
        made++;
        most = Math.max(most, ++inFlight);
        await new Promise<void>((resolve) => setImmediate(resolve));
        inFlight--;
      },
      () => true,
    ),
  );
  const result = await load.measure({ calls: 100 });
  expect([result.calls, made, most, inFlight]).toEqual([100, 100, 3, 0]);
});

test("a call that fails ends the measurement with its error", async () => {
  let made = 0;
  const load = loadOf(() =>
    promised(
      () => (++made < 10 ? Promise.resolve() : Promise.reject(new Error("the tenth call"))),
      () => true,
    ),
  );
  await expect(load.measure({ calls: 100 })).rejects.toThrow("the tenth call");
});

test("a wrong answer fails where answers are verified, and shows what it was", async () => {
  const load = loadOf(() =>
    promised(
      () => Promise.resolve({ id: 7n }),
      () => false,
    ),
  );
  await expect(load.measure({ calls: 1 }, { verify: true })).rejects.toThrow('the answer is wrong: {"id":"7n"}');
  expect((await load.measure({ calls: 1 })).calls).toBe(1);
});

test("calls beside are made as long as the others, counted apart, and their failure counts", async () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const both: LoadSpec = { ...spec, beside: { payload: { kind: "nested" }, inFlight: 2 } };
  const sound = loadOf(() => promised(turn, () => true), both);
  const { calls, besideCalls } = await sound.measure({ calls: 30 });
  expect(calls).toBe(30);
  expect(besideCalls).toBeGreaterThanOrEqual(2);

  const failing = loadOf(
    ({ kind }) => promised(kind === "nested" ? () => Promise.reject(new Error("beside")) : turn, () => true),
    both,
  );
  await expect(failing.measure({ seconds: 60 })).rejects.toThrow("beside");
});
