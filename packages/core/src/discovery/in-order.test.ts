import { describe, expect, test } from "vitest";
import { ErrorCode } from "../errors/codes.ts";
import { resolverContract } from "../testing/contracts/resolver.ts";
import { type FakeClock, fakeClock } from "../testing/fake-clock.ts";
import { memoryRegistry } from "../testing/memory-registry.ts";
import { inOrder, inOrderWith } from "./in-order.ts";
import type { ResolveListener, ResolveResult, Resolver } from "./resolver.ts";
import { staticResolver } from "./static-resolver.ts";

const target = { service: "greeter", tags: new Map<string, string>() };
const never = new AbortController().signal;

function listOf(...addresses: string[]): ResolveResult {
  return { instances: addresses.map((address) => ({ address, weight: 10, tags: new Map() })) };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const knows = (...addresses: string[]): Resolver => ({ name: "knows", resolve: async () => listOf(...addresses) });
const fails = (name: string, text: string): Resolver => ({
  name,
  resolve: async () => {
    throw new Error(text);
  },
});

test("without any resolver it is refused", () => {
  expect(() => inOrder()).toThrow(expect.objectContaining({ code: ErrorCode.InvalidOption }));
});

test("its name is those of all, in their order", () => {
  expect(inOrder(fails("consul", ""), fails("file", "")).name).toBe("consul, then file");
});

describe("a question", () => {
  const addressesOf = async (...resolvers: Resolver[]): Promise<string[]> => {
    const { instances } = await inOrder(...resolvers).resolve(target, never);
    return instances.map(({ address }) => address);
  };

  test("is answered by the first that knows somebody, and those after it are not asked", async () => {
    const unasked: Resolver = {
      name: "unasked",
      resolve: () => {
        throw new Error("asked");
      },
    };
    expect(await addressesOf(knows(), fails("down", "x"), knows("a:1"), unasked)).toEqual(["a:1"]);
  });

  test("is answered by fixed addresses as well", async () => {
    expect(await addressesOf(knows(), staticResolver(["a:1"]))).toEqual(["a:1"]);
  });

  test("that all answer with nobody has nobody as its answer", async () => {
    expect(await addressesOf(knows(), knows())).toEqual([]);
  });

  test("that nobody answers and some cannot is an error with all causes", async () => {
    const failing = inOrder(fails("consul", "refused"), knows(), fails("file", "no such file\u001b[2J"));
    await expect(failing.resolve(target, never)).rejects.toMatchObject({
      name: "AggregateError",
      message: 'nobody is known who serves "greeter"; consul: refused; file: no such file\\u001b[2J',
      errors: [new Error("refused"), new Error("no such file\u001b[2J")],
    });
  });

  test("goes on to the next when one takes more than 5 s", async () => {
    const clock = fakeClock();
    const hangs: Resolver = { name: "hangs", resolve: () => new Promise(() => {}) };
    const answer = inOrderWith([hangs, knows("a:1")], { clock, refreshIntervalMs: 100 }).resolve(target, never);
    await settle();
    clock.advance(5_000);
    expect(await answer).toEqual(listOf("a:1"));
    expect(clock.pending).toBe(0);
  });

  test("that is aborted ends, and asks no other", async () => {
    const stopping = new AbortController();
    let asked = 0;
    const hangs: Resolver = { name: "hangs", resolve: () => new Promise(() => {}) };
    const counts: Resolver = { name: "counts", resolve: () => listOf(`a:${++asked}`) };
    const answer = inOrder(hangs, counts).resolve(target, stopping.signal);
    stopping.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
    expect(asked).toBe(0);
  });
});

describe("a watch", () => {
  interface Scripted extends Resolver {
    /** Of the watch that was begun. */
    readonly heard: ResolveListener;
    readonly signal: AbortSignal;
  }

  /** A resolver whose watch says what the test makes it say. */
  function scripted(name: string): Scripted {
    let begun: [ResolveListener, AbortSignal] | undefined;
    const ofWatch = (): [ResolveListener, AbortSignal] => {
      if (begun === undefined) throw new Error(`${name} is not watched`);
      return begun;
    };
    return {
      name,
      resolve: () => listOf(),
      watch: (_target, listener, signal) => {
        begun = [listener, signal];
      },
      get heard() {
        return ofWatch()[0];
      },
      get signal() {
        return ofWatch()[1];
      },
    };
  }

  function watching(...resolvers: Resolver[]): {
    clock: FakeClock;
    told: string[];
    stopping: AbortController;
    moment(): void;
  } {
    const clock = fakeClock();
    const told: string[] = [];
    const stopping = new AbortController();
    const listener: ResolveListener = {
      onResult: ({ instances }) => void told.push(instances.map(({ address }) => address).join(" ") || "nobody"),
      onError: (error) => void told.push(String(error)),
    };
    inOrderWith(resolvers, { clock, refreshIntervalMs: 5_000 }).watch?.(target, listener, stopping.signal);
    return { clock, told, stopping, moment: () => clock.advance(0) };
  }

  test("tells the first list in order that has somebody, and all that is said at once is told once", () => {
    const [first, second] = [scripted("first"), scripted("second")];
    const { told, moment } = watching(first, second);
    second.heard.onResult(listOf("b:1"));
    first.heard.onResult(listOf("a:1"));
    first.heard.onResult(listOf("a:2"));
    expect(told).toEqual([]);
    moment();
    expect(told).toEqual(["a:2"]);
    second.heard.onResult(listOf("b:2"));
    moment();
    expect(told).toEqual(["a:2"]);
  });

  test("waits a second for the first answers of earlier resolvers, and then no longer", () => {
    const [first, second] = [scripted("first"), scripted("second")];
    const { clock, told, moment } = watching(first, second);
    second.heard.onResult(listOf("b:1"));
    clock.advance(999);
    expect(told).toEqual([]);
    clock.advance(1);
    moment();
    expect(told).toEqual(["b:1"]);
    first.heard.onResult(listOf("a:1"));
    moment();
    expect(told).toEqual(["b:1", "a:1"]);
  });

  test("goes to the next while one fails or knows nobody, and comes back", () => {
    const [first, second] = [scripted("first"), scripted("second")];
    const { told, moment } = watching(first, second);
    const then = (say: () => void): void => {
      say();
      moment();
    };
    then(() => first.heard.onError(new Error("down")));
    then(() => second.heard.onResult(listOf("b:1")));
    then(() => first.heard.onResult(listOf("a:1")));
    then(() => first.heard.onError(new Error("down")));
    then(() => first.heard.onResult(listOf("a:1")));
    then(() => first.heard.onResult(listOf()));
    expect(told).toEqual(["b:1", "a:1", "b:1", "a:1", "b:1"]);
  });

  test("says that nobody is there only when all say so", () => {
    const [first, second] = [scripted("first"), scripted("second")];
    const { clock, told, moment } = watching(first, second);
    first.heard.onResult(listOf());
    clock.advance(2_000);
    expect(told).toEqual([]);
    second.heard.onError(new Error("down"));
    moment();
    expect(told).toEqual(['AggregateError: nobody is known who serves "greeter"; second: down']);
    second.heard.onResult(listOf());
    moment();
    expect(told.slice(1)).toEqual(["nobody"]);
    first.heard.onResult(listOf());
    moment();
    expect(told.slice(1)).toEqual(["nobody"]);
  });

  test("tells the same list again after it could not be known", () => {
    const only = scripted("only");
    const { told, moment } = watching(only);
    const list = listOf("a:1");
    for (const say of [
      () => only.heard.onResult(list),
      () => only.heard.onError(new Error("x")),
      () => only.heard.onResult(list),
    ]) {
      say();
      moment();
    }
    expect(told).toEqual(["a:1", 'AggregateError: nobody is known who serves "greeter"; only: x', "a:1"]);
  });

  test("asks again those who cannot watch", async () => {
    let asked = 0;
    const { clock, told, moment } = watching(knows(), { name: "asked", resolve: () => listOf(`a:${++asked}`) });
    for (let round = 0; round < 2; round++) {
      await settle();
      moment();
      clock.advance(5_000);
    }
    expect(told).toEqual(["a:1", "a:2"]);
  });

  test("that is aborted ends all of them, tells nothing more and leaves nothing", async () => {
    const [first, asked] = [scripted("first"), knows("b:1")];
    const { clock, told, stopping, moment } = watching(first, asked);
    first.heard.onResult(listOf("a:1"));
    await settle();
    stopping.abort();
    moment();
    await settle();
    expect(first.signal.aborted).toBe(true);
    expect([told, clock.pending]).toEqual([[], 0]);
  });
});

describe("keeps the contract of resolvers", () => {
  const registry = memoryRegistry();
  let services = 0;
  const cases = resolverContract({
    resolver: inOrder(memoryRegistry(), registry),
    service: () => `service-${++services}`,
    put: async (service, instances) => registry.put(service, instances),
    break: async () => registry.break(),
    mend: async () => registry.mend(),
  });
  test.each(cases)("$name", ({ run }) => run());
});
