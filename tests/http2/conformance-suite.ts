import { afterAll, describe, test } from "vitest";
import type { ConformanceCase } from "./conformance-case.ts";
import { SectionTable } from "./section-table.ts";

/** A test for each case, on a peer of its own, and at the end a table of how many held by section. */
export function describeConformance<Peer extends Disposable>(
  title: string,
  cases: readonly ConformanceCase<Peer>[],
  connect: () => Promise<Peer>,
): void {
  const table = new SectionTable();
  describe(title, () => {
    for (const { section, title: rule, h2spec = [], run } of cases) {
      const ids = h2spec.length === 0 ? "" : ` [h2spec ${h2spec.join(", ")}]`;
      test(`${section} ${rule}${ids}`, async () => {
        table.expect(section);
        using peer = await connect();
        await run(peer);
        table.held(section);
      });
    }
    afterAll(() => console.log(`${title}\n${table.text()}`));
  });
}
