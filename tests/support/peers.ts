import { describe, test } from "vitest";
import { findPeer } from "../../scripts/peers/find.mjs";
import { peers } from "../../scripts/peers/list.mjs";

/** A program that tests talk to: npm does not bring it, and a machine may lack it. */
export interface FoundPeer {
  readonly program: string;
}

/**
 * A suite that needs the program `name` of `scripts/peers/list.mjs`.
 *
 * Where it is missing its tests are skipped, and a line on the standard error says so and how to mend it.
 * With `KITEX_REQUIRE_PEERS=1`, as CI sets it, the suite fails instead; nothing else changes that.
 * `tests` runs in both cases, to count what is skipped: use the program inside a test only.
 */
export function describePeer(name: string, title: string, tests: (peer: FoundPeer) => void): void {
  const peer = peers.find((candidate) => candidate.name === name);
  if (peer === undefined) throw new Error(`${name} is not in scripts/peers/list.mjs`);
  const program = findPeer(name, process.env, peer.version?.());
  if (program !== undefined) {
    describe(title, () => tests({ program }));
    return;
  }
  const text = `${title}: ${name} is not on this machine; \`npm run setup:peers\` gets it`;
  if (process.env["KITEX_REQUIRE_PEERS"] === "1") {
    describe(title, () => {
      test(`${name} is there`, () => {
        throw new Error(text);
      });
    });
    return;
  }
  console.error(`SKIPPED ${text}`);
  describe.skip(title, () => tests({ program: name }));
}
