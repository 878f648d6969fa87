import { DEFAULT_WEIGHT, type Instance } from "@kitex-ts/core/extension";
import { type FakeClock, fakeClock } from "@kitex-ts/core/testing";
import { expect, test } from "vitest";
import { until } from "./testdata/until.ts";
import { type WatchedState, watchNumbers, watchService } from "./watch-service.ts";

const { roundMs, pollMs, mostPauseMs } = watchNumbers;

function at(...addresses: readonly string[]): readonly Instance[] {
  return addresses.map((address) => ({ address, weight: DEFAULT_WEIGHT, tags: new Map() }));
}

/** A watch over reads that the test answers one by one. */
class Rig implements Disposable {
  readonly clock: FakeClock = fakeClock();
  /** What the listener heard: addresses, or the text of an error. */
  readonly heard: string[] = [];
  /** The index of every read, in order. */
  readonly indexes: bigint[] = [];
  readonly #answers: PromiseWithResolvers<WatchedState>[] = [];
  readonly #watching = new AbortController();
  readonly ended: Promise<void>;

  constructor() {
    const read = (index: bigint): Promise<WatchedState> => {
      this.indexes.push(index);
      const answer = Promise.withResolvers<WatchedState>();
      this.#answers.push(answer);
      return answer.promise;
    };
    const listener = {
      onResult: ({ instances }: { readonly instances: readonly Instance[] }) =>
        void this.heard.push(instances.map(({ address, weight }) => `${address}*${weight}`).join(" ")),
      onError: (error: unknown) => void this.heard.push(`error: ${String(error)}`),
    };
    // Without jitter: the whole pause.
    this.ended = watchService(read, listener, this.#watching.signal, { clock: this.clock, random: () => 1 });
  }

  /** Answers the read under way, and waits until the watch has made of it what it does. */
  async answer(index: number, instances: readonly Instance[]): Promise<void> {
    this.#answers.at(-1)?.resolve({ index: BigInt(index), instances });
    await this.#turns();
  }

  async fail(text: string): Promise<void> {
    this.#answers.at(-1)?.reject(new Error(text));
    await this.#turns();
  }

  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.#turns();
  }

  abort(): void {
    this.#watching.abort();
  }

  [Symbol.dispose](): void {
    this.abort();
  }

  #turns(): Promise<void> {
    let turns = 0;
    return until(() => ++turns > 3);
  }
}

test("the list is told at once, and the next read waits for news of it", async () => {
  using rig = new Rig();
  await rig.answer(7, at("a:1", "b:1"));
  await rig.advance(roundMs);
  expect(rig.heard).toEqual(["a:1*10 b:1*10"]);
  expect(rig.indexes).toEqual([0n, 7n]);
});

test("that there is nobody is news too", async () => {
  using rig = new Rig();
  await rig.answer(7, []);
  expect(rig.heard).toEqual([""]);
});

test("a change is told as it comes: an address, a weight, a tag", async () => {
  using rig = new Rig();
  await rig.answer(7, at("a:1"));
  await rig.advance(60_000);
  await rig.answer(8, at("a:1", "b:1"));
  await rig.advance(roundMs);
  await rig.answer(9, [{ address: "a:1", weight: 3, tags: new Map() }]);
  await rig.advance(roundMs);
  await rig.answer(10, [{ address: "a:1", weight: 3, tags: new Map([["zone", "a"]]) }]);
  expect(rig.heard).toEqual(["a:1*10", "a:1*10 b:1*10", "a:1*3", "a:1*3"]);
});

test("an answer that says the same is no news, whatever its index and the order of its tags", async () => {
  using rig = new Rig();
  const tagged = (...tags: readonly (readonly [string, string])[]): readonly Instance[] => [
    { address: "a:1", weight: 1, tags: new Map(tags) },
  ];
  await rig.answer(7, tagged(["x", "1"], ["y", "2"]));
  await rig.advance(60_000);
  await rig.answer(8, tagged(["y", "2"], ["x", "1"]));
  expect(rig.heard).toHaveLength(1);
});

test("an index that went back is forgotten", async () => {
  using rig = new Rig();
  await rig.answer(500, at("a:1"));
  await rig.advance(60_000);
  await rig.answer(20, at("a:1"));
  await rig.advance(roundMs);
  expect(rig.indexes).toEqual([0n, 500n, 0n]);
});

test("after a failure the list is read anew: an agent that lost its data may count to the same number", async () => {
  using rig = new Rig();
  await rig.answer(20, at("a:1"));
  await rig.advance(60_000);
  await rig.fail("connection reset");
  await rig.advance(mostPauseMs);
  expect(rig.indexes).toEqual([0n, 20n, 0n]);
  await rig.answer(20, at("b:1"));
  expect(rig.heard).toEqual(["a:1*10", "b:1*10"]);
});

test("when reading at once fails it is not known who serves; the same list is news after that", async () => {
  using rig = new Rig();
  await rig.answer(20, at("a:1"));
  await rig.advance(60_000);
  await rig.fail("connection reset");
  await rig.advance(mostPauseMs);
  await rig.fail("connection refused");
  await rig.advance(mostPauseMs);
  await rig.answer(20, at("a:1"));
  expect(rig.heard).toEqual(["a:1*10", "error: Error: connection refused", "a:1*10"]);
});

test("pauses grow to 5 s while reads fail, and begin anew after one that waited", async () => {
  using rig = new Rig();
  const pauses: number[] = [];
  for (let failures = 0; failures < 8; failures++) {
    await rig.fail("refused");
    pauses.push(await pauseOf(rig));
  }
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  await rig.answer(7, at("a:1"));
  await rig.advance(roundMs);
  await rig.answer(8, at("b:1"));
  await rig.advance(roundMs);
  await rig.fail("refused");
  expect(await pauseOf(rig)).toBe(100);
});

test("a proxy that ends every read that waits is not hammered", async () => {
  using rig = new Rig();
  const pauses: number[] = [];
  for (let rounds = 0; rounds < 7; rounds++) {
    await rig.answer(7, at("a:1"));
    await rig.advance(roundMs);
    await rig.fail("connection reset");
    pauses.push(await pauseOf(rig));
  }
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 5000]);
  expect(rig.heard).toEqual(["a:1*10"]);
});

test("a server that answers at once is asked ten times a second at most", async () => {
  using rig = new Rig();
  for (let rounds = 0; rounds < 10; rounds++) {
    await rig.answer(7, at("a:1"));
    await rig.advance(roundMs - 1);
    expect(rig.indexes).toHaveLength(rounds + 1);
    await rig.advance(1);
    expect(rig.indexes).toHaveLength(rounds + 2);
  }
});

test("a change after a quiet while is followed at once, with no pause", async () => {
  using rig = new Rig();
  await rig.answer(7, at("a:1"));
  await rig.advance(roundMs);
  await rig.advance(20_000);
  await rig.answer(8, at("b:1"));
  expect(rig.indexes).toEqual([0n, 7n, 8n]);
});

test("a server without an index is asked every 5 s", async () => {
  using rig = new Rig();
  await rig.answer(0, at("a:1"));
  await rig.advance(pollMs - 1);
  expect(rig.indexes).toEqual([0n]);
  await rig.advance(1);
  expect(rig.indexes).toEqual([0n, 0n]);
});

test("an abort while it waits for an answer ends it, and a late answer is not told", async () => {
  using rig = new Rig();
  rig.abort();
  await rig.answer(7, at("a:1"));
  await rig.ended;
  expect(rig.heard).toEqual([]);
  expect(rig.clock.pending).toBe(0);
});

test.each(["a result", "an error"])("an abort in the pause after %s ends it, and leaves no timer", async (after) => {
  using rig = new Rig();
  await (after === "a result" ? rig.answer(7, []) : rig.fail("refused"));
  expect(rig.clock.pending).toBe(1);
  rig.abort();
  await rig.ended;
  expect(rig.clock.pending).toBe(0);
  expect(rig.indexes).toEqual([0n]);
});

/** Milliseconds until the next read. */
async function pauseOf(rig: Rig): Promise<number> {
  const before = rig.indexes.length;
  const startMs = rig.clock.now();
  while (rig.indexes.length === before) await rig.advance(50);
  return rig.clock.now() - startMs;
}
