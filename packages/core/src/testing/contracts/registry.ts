import assert from "node:assert/strict";
import type { Instance } from "../../context/instance.ts";
import type { Registry, RegistryInfo } from "../../registry/registry.ts";
import { type AsyncContractCase, type ContractPatience, defaultPatience } from "./async-contract-case.ts";
import { assertSameList } from "./instance-lists.ts";
import { eventually, within } from "./within.ts";

/** A registry under test, and a look at what it stores. */
export interface RegistrySubject {
  readonly registry: Registry;
  /** The name of a service that nobody uses; another one each time. */
  service(): string;
  /** An address that nobody else registers, `host:port`; another one each time. */
  address(): string;
  /** What is stored for a service at this moment, as resolvers would find it. */
  stored(service: string): Promise<readonly Instance[]>;
  /** Removes an entry behind the registry's back, where that can be arranged. */
  remove?(service: string, address: string): Promise<void>;
  /** Makes the store unavailable, where that can be arranged. */
  break?(): Promise<void>;
  /** Ends what `break` began. Whether what was stored is still there does not matter. */
  mend?(): Promise<void>;
}

/** What every registry promises core, as cases for any test runner. */
export function registryContract(
  subject: RegistrySubject,
  patience: ContractPatience = {},
): readonly AsyncContractCase[] {
  const { withinMs, recoverWithinMs } = { ...defaultPatience, ...patience };
  const { registry } = subject;
  /** Asks the registry; what does not even end when it is aborted is given up. */
  const ask = (
    what: "register" | "heartbeat" | "deregister",
    info: RegistryInfo,
    signal: AbortSignal = AbortSignal.timeout(recoverWithinMs),
  ): Promise<void> => within(recoverWithinMs + withinMs, `${what} ends`, registry[what](info, signal));
  const infoOf = (given: Partial<RegistryInfo> = {}): RegistryInfo => ({
    service: subject.service(),
    address: subject.address(),
    weight: 10,
    tags: new Map(),
    ...given,
  });
  const holds = (service: string, infos: readonly RegistryInfo[]): Promise<void> => {
    const expected = infos.map(({ address, weight, tags }): Instance => ({ address, weight, tags }));
    return eventually(withinMs, `"${service}" is stored`, async () => {
      assertSameList(await subject.stored(service), expected);
    });
  };
  const registered = async (info: RegistryInfo): Promise<RegistryInfo> => {
    await ask("register", info);
    await holds(info.service, [info]);
    return info;
  };

  const cases: AsyncContractCase[] = [
    {
      name: "it has a name, and an interval for heartbeats",
      run: async () => {
        assert.match(registry.name, /\S/);
        assert.ok(registry.heartbeatMs > 0 && Number.isFinite(registry.heartbeatMs), `${registry.heartbeatMs} ms`);
      },
    },
    {
      name: "an entry is stored with its address, weight and tags, and deregistering removes it",
      run: async () => {
        const tags = new Map([
          ["zone", "a"],
          ["path", "x:y:z"],
          ["city", "Köln 2"],
          ["__proto__", "own"],
        ]);
        const info = await registered(infoOf({ weight: 30, tags }));
        await ask("deregister", info);
        await holds(info.service, []);
      },
    },
    {
      name: "a heartbeat leaves the entry as it is",
      run: async () => {
        const info = await registered(infoOf({ tags: new Map([["zone", "a"]]) }));
        for (let beat = 0; beat < 3; beat++) await ask("heartbeat", info);
        await holds(info.service, [info]);
        await ask("deregister", info);
      },
    },
    {
      name: "registering again leaves one entry, and deregistering removes it",
      run: async () => {
        const info = await registered(infoOf());
        await registered(info);
        await ask("heartbeat", info);
        await ask("deregister", info);
        await holds(info.service, []);
      },
    },
    {
      name: "entries of one service stand side by side, each with a life of its own",
      run: async () => {
        const one = await registered(infoOf());
        const other = infoOf({ service: one.service, weight: 20, tags: new Map([["zone", "b"]]) });
        await ask("register", other);
        await holds(one.service, [one, other]);
        await ask("deregister", one);
        await holds(one.service, [other]);
        await ask("heartbeat", other);
        await ask("deregister", other);
        await holds(one.service, []);
      },
    },
    {
      name: "an entry may be registered again after it was deregistered",
      run: async () => {
        const info = await registered(infoOf());
        await ask("deregister", info);
        await holds(info.service, []);
        await registered(info);
        await ask("heartbeat", info);
        await ask("deregister", info);
      },
    },
    {
      name: "deregistering what never was, or is gone, settles and leaves the others",
      run: async () => {
        const kept = await registered(infoOf());
        await ask("deregister", infoOf({ service: kept.service }));
        await ask("deregister", infoOf());
        const gone = infoOf({ service: kept.service });
        await ask("register", gone);
        await ask("deregister", gone);
        await ask("deregister", gone);
        await holds(kept.service, [kept]);
        await ask("deregister", kept);
      },
    },
    {
      name: "the heartbeat of an entry that is not there rejects",
      run: async () => {
        await assert.rejects(ask("heartbeat", infoOf()), "of one that never was");
        const info = await registered(infoOf());
        await ask("deregister", info);
        await holds(info.service, []);
        await assert.rejects(ask("heartbeat", info), "of one that was deregistered");
      },
    },
    {
      name: "whatever is asked ends soon after its signal aborts, or when that has aborted before",
      run: async () => {
        const info = infoOf();
        for (const what of ["register", "heartbeat", "deregister"] as const) {
          const stopping = new AbortController();
          const work = settled(registry[what](info, stopping.signal));
          stopping.abort();
          await within(withinMs, `${what} ends when it is aborted`, work);
          await within(withinMs, `${what} ends when aborted before`, settled(registry[what](info, stopping.signal)));
        }
        await ask("deregister", info);
      },
    },
  ];
  return [...cases, ...removalCases(), ...failureCases()];

  function removalCases(): readonly AsyncContractCase[] {
    if (subject.remove === undefined) return [];
    return [
      {
        name: "the heartbeat of an entry that somebody else removed rejects, and registering brings it back",
        run: async () => {
          const info = await registered(infoOf());
          await subject.remove?.(info.service, info.address);
          await holds(info.service, []);
          await assert.rejects(ask("heartbeat", info));
          await registered(info);
          await ask("heartbeat", info);
          await ask("deregister", info);
          await holds(info.service, []);
        },
      },
    ];
  }

  function failureCases(): readonly AsyncContractCase[] {
    const { break: breakIt, mend } = subject;
    if (breakIt === undefined || mend === undefined) return [];
    return [
      {
        name: "what cannot be known to have worked rejects, and works again after mending",
        run: async () => {
          const before = await registered(infoOf());
          const during = infoOf();
          await breakIt.call(subject);
          try {
            const short = (): AbortSignal => AbortSignal.timeout(withinMs);
            await assert.rejects(ask("register", during, short()), "register");
            await assert.rejects(ask("heartbeat", before, short()), "heartbeat");
            await within(2 * withinMs, "deregister ends", settled(ask("deregister", during, short())));
          } finally {
            await mend.call(subject);
          }
          await eventually(recoverWithinMs, "it works again", () => ask("register", during));
          await holds(during.service, [during]);
          await ask("register", before);
          await holds(before.service, [before]);
          for (const info of [before, during]) {
            await ask("heartbeat", info);
            await ask("deregister", info);
            await holds(info.service, []);
          }
        },
      },
    ];
  }
}

/** Settles when `work` does, either way. */
async function settled(work: Promise<unknown>): Promise<void> {
  await work.catch(() => {});
}
