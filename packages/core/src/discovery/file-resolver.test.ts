import { appendFile, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Instance } from "../context/instance.ts";
import { until } from "../testdata/until.ts";
import { resolverContract } from "../testing/contracts/resolver.ts";
import type { Clock } from "../util/clock.ts";
import { fileResolver } from "./file-resolver.ts";
import type { ResolveListener, Resolver } from "./resolver.ts";

const never = new AbortController().signal;
let folder = "";
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kitex-file-resolver-"));
});
afterAll(() => rm(folder, { recursive: true }));

const newFile = (): string => join(folder, `services-${++files}.json`);

const addressesOf = async (resolver: Resolver, service: string): Promise<string[]> => {
  const { instances } = await resolver.resolve({ service, tags: new Map() }, never);
  return instances.map(({ address }) => address);
};

test("it reads the file at each question, and a service that is not there has nobody", async () => {
  const path = newFile();
  await writeFile(path, '{ "echo": ["a:1", "b:1"] }');
  const resolver = fileResolver({ path: relative(process.cwd(), path) });
  expect(resolver.name).toBe(`file ${path}`);
  expect(await addressesOf(resolver, "echo")).toEqual(["a:1", "b:1"]);
  expect(await addressesOf(resolver, "other")).toEqual([]);
  await writeFile(path, '{ "echo": ["c:1"] }');
  expect(await addressesOf(resolver, "echo")).toEqual(["c:1"]);
});

test("the same bytes are the same list, and keep a balancer's turn", async () => {
  const path = newFile();
  await writeFile(path, '{ "echo": ["a:1"] }');
  const resolver = fileResolver({ path });
  const ask = (): unknown => resolver.resolve({ service: "echo", tags: new Map() }, never);
  expect(await ask()).toBe(await ask());
});

test("a file that is missing, or wrong, is an error that names it", async () => {
  const path = newFile();
  const resolver = fileResolver({ path });
  await expect(addressesOf(resolver, "echo")).rejects.toThrow(path);
  await writeFile(path, '{ "echo": ["a"] }');
  await expect(addressesOf(resolver, "echo")).rejects.toThrow(`${path}: "echo"[0] must be`);
  await expect(addressesOf(fileResolver({ path: folder }), "echo")).rejects.toThrow("EISDIR");
});

describe("a watch", () => {
  /** A watch of "echo" that looks at the file when the test says so. */
  function watching(path: string): {
    readonly told: readonly string[];
    /** Lets it look once. */
    look(): Promise<void>;
    /** Lets it look until it tells something, which it gives back. */
    news(): Promise<string | undefined>;
    [Symbol.dispose](): void;
  } {
    let wake: (() => void) | undefined;
    const clock: Clock = {
      now: () => 0,
      setTimer: (fn, ms) => {
        if (ms === 250) wake = fn; // the pause between two looks; the other timer is the limit of one
        return {
          cancel: () => {
            if (wake === fn) wake = undefined;
          },
        };
      },
    };
    const told: string[] = [];
    const stopping = new AbortController();
    const listener: ResolveListener = {
      onResult: ({ instances }) => void told.push(instances.map(({ address }) => address).join(" ")),
      onError: (error) => void told.push(String(error)),
    };
    fileResolver({ path, clock }).watch?.({ service: "echo", tags: new Map() }, listener, stopping.signal);

    const looked = (): Promise<void> => until(() => wake !== undefined);
    const look = async (): Promise<void> => {
      await looked();
      wake?.();
      await looked();
    };
    let seen = 0;
    const news = async (): Promise<string | undefined> => {
      await looked();
      while (told.length === seen) await look();
      return told[seen++];
    };
    return { told, look, news, [Symbol.dispose]: () => stopping.abort() };
  }

  test("tells of a file that is written anew, replaced by another, and grown", async () => {
    const path = newFile();
    await writeFile(path, '{ "echo": ["a:1"] }');
    using watch = watching(path);
    expect(await watch.news()).toBe("a:1");
    await writeFile(path, '{ "echo": ["b:1"] }');
    expect(await watch.news()).toBe("b:1");
    const other = newFile();
    await writeFile(other, '{ "echo": ["c:1"] }');
    await rename(other, path);
    expect(await watch.news()).toBe("c:1");
    await writeFile(path, '{ "echo": ["c:1", "d:1"] }');
    expect(await watch.news()).toBe("c:1 d:1");
  });

  test("has an error while the file is missing, once, and then what is there", async () => {
    const path = newFile();
    using watch = watching(path);
    expect(await watch.news()).toContain("ENOENT");
    await watch.look();
    await watch.look();
    expect(watch.told).toHaveLength(1);
    await writeFile(path, '{ "echo": ["a:1"] }');
    expect(await watch.news()).toBe("a:1");
    await rename(path, `${path}.away`);
    expect(await watch.news()).toContain("ENOENT");
    await rename(`${path}.away`, path);
    expect(await watch.news()).toBe("a:1");
  });

  test("has an error while the file is not whole, and no list before it is", async () => {
    const path = newFile();
    await writeFile(path, '{ "echo": ["a:1"] }');
    using watch = watching(path);
    expect(await watch.news()).toBe("a:1");
    await writeFile(path, "");
    expect(await watch.news()).toContain(`${path} is not JSON`);
    await writeFile(path, '{ "echo": ["b:1"');
    expect(await watch.news()).toContain(`${path} is not JSON`);
    await appendFile(path, ', "c:1"] }');
    expect(await watch.news()).toBe("b:1 c:1");
    expect(watch.told).toHaveLength(4);
  });

  test("tells nothing while nothing changes", async () => {
    const path = newFile();
    await writeFile(path, '{ "echo": ["a:1"] }');
    using watch = watching(path);
    expect(await watch.news()).toBe("a:1");
    await writeFile(path, '{ "echo": ["a:1"] }');
    await watch.look();
    await watch.look();
    expect(watch.told).toEqual(["a:1"]);
  });
});

describe("keeps the contract of resolvers", () => {
  const services = new Map<string, readonly Instance[]>();
  const path = (): string => join(folder, "contract.json");
  const write = async (): Promise<void> => {
    const entries = [...services].map(([service, instances]) => [
      service,
      instances.map(({ address, weight, tags }) => ({ address, weight, tags: Object.fromEntries(tags) })),
    ]);
    await writeFile(`${path()}.new`, JSON.stringify(Object.fromEntries(entries)));
    await rename(`${path()}.new`, path());
  };
  let lazy: Resolver | undefined;
  const resolver = (): Resolver => (lazy ??= fileResolver({ path: path() }));
  beforeAll(write);

  const cases = resolverContract({
    // The folder is made only when the tests begin.
    resolver: {
      name: "file",
      resolve: (target, signal) => resolver().resolve(target, signal),
      watch: (target, listener, signal) => resolver().watch?.(target, listener, signal),
    },
    service: () => `service-${++files}`,
    put: async (service, instances) => {
      services.set(service, instances);
      await write();
    },
    break: () => rename(path(), `${path()}.away`),
    mend: () => rename(`${path()}.away`, path()),
  });
  test.each(cases)("$name", ({ run }) => run());
});
