import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describePeer } from "../support/peers.ts";
import type { CaseMatrix, CaseRunner, MatrixCase } from "./case-matrix.ts";
import { readKnownGaps } from "./known-gaps.ts";

/** Makes a test of each case, a suite of each group. A known gap is a test that fails once its case holds. */
export function describeMatrix<Case extends MatrixCase>({ title, peer, cases, open }: CaseMatrix<Case>): void {
  const knownGaps = readKnownGaps();
  describePeer(peer, title, ({ program }) => {
    let runner: CaseRunner<Case>;
    beforeAll(() => {
      runner = open(program);
    });
    afterAll(() => runner[Symbol.asyncDispose]());

    for (const [group, members] of Map.groupBy(cases, (one) => one.group)) {
      describe(group, () => {
        for (const one of members) {
          const name = one.id.slice(group.length + " / ".length);
          if (knownGaps.has(one.id)) {
            test(`${name} (a known gap)`, () =>
              expect(runner.run(one), "it holds: take it off the list").rejects.toThrow());
          } else test(name, () => runner.run(one));
        }
      });
    }
  });
}
