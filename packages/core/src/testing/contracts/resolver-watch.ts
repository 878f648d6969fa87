import assert from "node:assert/strict";
import type { Instance } from "../../context/instance.ts";
import type { AsyncContractCase, ContractPatience } from "./async-contract-case.ts";
import { assertSameList, instanceAt, isSameList, sampleInstances } from "./instance-lists.ts";
import { RecordedWatch, type WatchingResolver } from "./recorded-watch.ts";
import type { ResolverSubject } from "./resolver-subject.ts";
import { eventually } from "./within.ts";

/** How many watches are begun and ended to see whether they leave anything. */
const MANY = 16;

/** What every resolver that can watch promises core. */
export function watchContract(
  subject: ResolverSubject,
  resolver: WatchingResolver,
  { withinMs, recoverWithinMs }: Required<ContractPatience>,
): readonly AsyncContractCase[] {
  const seen = (watch: RecordedWatch, expected: readonly Instance[], ms = withinMs): Promise<void> =>
    watch.until(ms, `the list is told: ${expected.map(({ address }) => address).join(" ")}`, () => {
      return watch.last !== undefined && isSameList(watch.last, expected);
    });
  /** A service with instances, for as long as `use` runs, and watches of it that are ended in any case. */
  const watching = async (
    count: number,
    use: (service: string, watches: readonly RecordedWatch[]) => Promise<void>,
  ): Promise<void> => {
    const service = subject.service();
    await subject.put(service, sampleInstances);
    const watches = Array.from({ length: count }, () => new RecordedWatch(resolver, service));
    try {
      for (const watch of watches) await seen(watch, sampleInstances);
      await use(service, watches);
    } finally {
      for (const watch of watches) watch.stop();
    }
  };
  const watchingOne = (use: (service: string, watch: RecordedWatch) => Promise<void>): Promise<void> =>
    watching(1, async (service, [watch]) => {
      assert.ok(watch);
      await use(service, watch);
    });

  const cases: AsyncContractCase[] = [
    {
      name: "a watch tells the list that is there",
      run: () => watchingOne(async (_service, watch) => assertSameList(watch.last ?? [], sampleInstances)),
    },
    {
      name: "a watch of a service that nobody registered says that there is nobody, or that it is not known",
      run: async () => {
        const watch = new RecordedWatch(resolver, subject.service());
        try {
          await watch.until(withinMs, "something is told", () => watch.heard > 0);
          for (const list of watch.lists) assertSameList(list, []);
        } finally {
          watch.stop();
        }
      },
    },
    {
      name: "a watch begun before the first instance is there tells of it",
      run: async () => {
        const service = subject.service();
        const watch = new RecordedWatch(resolver, service);
        try {
          await watch.until(withinMs, "something is told", () => watch.heard > 0);
          await subject.put(service, sampleInstances);
          await seen(watch, sampleInstances);
        } finally {
          watch.stop();
        }
      },
    },
    {
      name: "a watch tells of each change soon: another list, another weight, another tag",
      run: () =>
        watchingOne(async (service, watch) => {
          const weight = { ...instanceAt(1), weight: 77 };
          const tag = { ...weight, tags: new Map([["zone", "c"]]) };
          for (const list of [[instanceAt(1)], [weight], [tag], [tag, instanceAt(2)], [instanceAt(2)]]) {
            await subject.put(service, list);
            await seen(watch, list);
          }
        }),
    },
    {
      name: "of many changes in a row, the last is told",
      run: () =>
        watchingOne(async (service, watch) => {
          for (let port = 1; port <= 20; port++) await subject.put(service, [instanceAt(port)]);
          await seen(watch, [instanceAt(20)]);
        }),
    },
    {
      name: "a watch hears nothing of other services",
      run: () =>
        watchingOne(async (service, watch) => {
          const other = `${service}-2`;
          const fence = new RecordedWatch(resolver, other);
          try {
            await subject.put(other, [instanceAt(1)]);
            await seen(fence, [instanceAt(1)]);
          } finally {
            fence.stop();
          }
          for (const list of watch.lists) assertSameList(list, sampleInstances);
        }),
    },
    {
      name: "a watch that is aborted tells nothing more, and others of the same service go on",
      run: () =>
        watching(2, async (service, [aborted, other]) => {
          assert.ok(aborted && other);
          aborted.stop();
          const { heard } = aborted;
          await subject.put(service, [instanceAt(1)]);
          await seen(other, [instanceAt(1)]);
          await subject.put(service, [instanceAt(2)]);
          await seen(other, [instanceAt(2)]);
          assert.equal(aborted.heard, heard);
        }),
    },
    {
      name: "a watch whose signal has aborted before tells nothing",
      run: () =>
        watchingOne(async (service, other) => {
          let heard = 0;
          const count = (): void => {
            heard += 1;
          };
          resolver.watch({ service, tags: new Map() }, { onResult: count, onError: count }, AbortSignal.abort());
          await subject.put(service, [instanceAt(1)]);
          await seen(other, [instanceAt(1)]);
          assert.equal(heard, 0);
        }),
    },
    {
      name: "watches that are aborted leave nothing open",
      run: async () => {
        // What a client library opens once and keeps is there after the first.
        await watching(1, async () => {});
        const before = openResources();
        await watching(MANY, async () => {});
        await eventually(recoverWithinMs, "what the watches held is closed", () => {
          const after = openResources();
          assert.ok(after.length < before.length + MANY / 2, `open before: ${before}; open after: ${after}`);
        });
      },
    },
  ];

  const { break: breakIt, mend } = subject;
  if (breakIt === undefined || mend === undefined) return cases;
  return [
    ...cases,
    {
      name: "while nothing can be known the last list stands, and after mending the current one is told",
      run: () =>
        watchingOne(async (service, watch) => {
          const { heard } = watch;
          await breakIt.call(subject);
          try {
            // It may tell of the failure, or say nothing.
            await watch.until(withinMs, "something is told", () => watch.heard > heard).catch(() => {});
            for (const list of watch.lists) assertSameList(list, sampleInstances);
          } finally {
            await mend.call(subject);
          }
          await eventually(recoverWithinMs, "it takes instances again", () => subject.put(service, [instanceAt(1)]));
          await seen(watch, [instanceAt(1)], recoverWithinMs);
          await subject.put(service, [instanceAt(2)]);
          await seen(watch, [instanceAt(2)]);
        }),
    },
  ];
}

/** Sockets, referenced timers, requests: whatever keeps a process alive. */
function openResources(): readonly string[] {
  return process.getActiveResourcesInfo();
}
