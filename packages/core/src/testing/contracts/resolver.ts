import assert from "node:assert/strict";
import type { Instance } from "../../context/instance.ts";
import type { ResolveResult, Resolver } from "../../discovery/resolver.ts";
import { type AsyncContractCase, type ContractPatience, defaultPatience } from "./async-contract-case.ts";
import { assertSameList, instanceAt, sampleInstances } from "./instance-lists.ts";
import type { WatchingResolver } from "./recorded-watch.ts";
import type { ResolverSubject } from "./resolver-subject.ts";
import { watchContract } from "./resolver-watch.ts";
import { eventually, within } from "./within.ts";

/** What every resolver promises core, as cases for any test runner. Those of watches are there if it can watch. */
export function resolverContract(
  subject: ResolverSubject,
  patience: ContractPatience = {},
): readonly AsyncContractCase[] {
  const complete = { ...defaultPatience, ...patience };
  const { resolver } = subject;
  return [
    ...resolveContract(subject, complete),
    ...(canWatch(resolver) ? watchContract(subject, resolver, complete) : []),
  ];
}

function canWatch(resolver: Resolver): resolver is WatchingResolver {
  return resolver.watch !== undefined;
}

function resolveContract(
  subject: ResolverSubject,
  { withinMs, recoverWithinMs }: Required<ContractPatience>,
): readonly AsyncContractCase[] {
  const { resolver } = subject;
  const ask = async (service: string, signal: AbortSignal): Promise<ResolveResult> =>
    resolver.resolve({ service, tags: new Map() }, signal);
  const resolve = async (service: string, signal = AbortSignal.timeout(withinMs)): Promise<readonly Instance[]> => {
    const { instances } = await within(2 * withinMs, "a question ends", ask(service, signal));
    return instances;
  };
  const found = (service: string, expected: readonly Instance[], ms = withinMs): Promise<void> =>
    eventually(ms, `"${service}" is resolved`, async () => assertSameList(await resolve(service), expected));
  /** `undefined` when that cannot be known. */
  const knownOf = (service: string): Promise<readonly Instance[] | undefined> =>
    resolve(service).catch(() => undefined);

  const cases: AsyncContractCase[] = [
    {
      name: "it has a name",
      run: async () => assert.match(resolver.name, /\S/),
    },
    {
      name: "a service that nobody registered has no instances, or cannot be resolved",
      run: async () => assertSameList((await knownOf(subject.service())) ?? [], []),
    },
    {
      name: "instances are found with their addresses, weights and tags",
      run: async () => {
        const service = subject.service();
        await subject.put(service, sampleInstances);
        await found(service, sampleInstances);
      },
    },
    {
      name: "a list that is replaced is replaced whole",
      run: async () => {
        const service = subject.service();
        await subject.put(service, sampleInstances);
        await found(service, sampleInstances);
        const [first] = sampleInstances;
        assert.ok(first);
        const after = [{ ...first, weight: 99, tags: new Map([["zone", "c"]]) }, instanceAt(1)];
        await subject.put(service, after);
        await found(service, after);
      },
    },
    {
      name: "instances that are gone are not found",
      run: async () => {
        const service = subject.service();
        await subject.put(service, sampleInstances);
        await found(service, sampleInstances);
        await subject.put(service, []);
        await eventually(withinMs, "nobody is found", async () => assertSameList((await knownOf(service)) ?? [], []));
      },
    },
    {
      name: "services do not mix, not even when one name begins with the other",
      run: async () => {
        const service = subject.service();
        await subject.put(service, [instanceAt(2)]);
        await subject.put(`${service}-2`, [instanceAt(3)]);
        await found(service, [instanceAt(2)]);
        await found(`${service}-2`, [instanceAt(3)]);
      },
    },
    {
      name: "a question ends soon after its signal aborts, or when that has aborted before",
      run: async () => {
        const service = subject.service();
        const stopping = new AbortController();
        const answer = settled(ask(service, stopping.signal));
        stopping.abort();
        await within(withinMs, "a question ends that is aborted", answer);
        await within(withinMs, "a question ends that was aborted before", settled(ask(service, stopping.signal)));
      },
    },
  ];

  const { break: breakIt, mend } = subject;
  if (breakIt === undefined || mend === undefined) return cases;
  return [
    ...cases,
    {
      name: "what cannot be known is an error and never an empty list, and it is known again after mending",
      run: async () => {
        const service = subject.service();
        await subject.put(service, sampleInstances);
        await found(service, sampleInstances);
        await breakIt.call(subject);
        try {
          const known = await knownOf(service);
          if (known !== undefined) assertSameList(known, sampleInstances);
        } finally {
          await mend.call(subject);
        }
        await eventually(recoverWithinMs, "it takes instances again", () => subject.put(service, [instanceAt(4)]));
        await found(service, [instanceAt(4)], recoverWithinMs);
      },
    },
  ];
}

/** Settles when `work` does, either way. */
async function settled(work: Promise<unknown>): Promise<void> {
  await work.catch(() => {});
}
