import { findPeer } from "../../../scripts/peers/find.mjs";
import { peers } from "../../../scripts/peers/list.mjs";

/** A program that a test needs is not on this machine. */
export class PeerMissing extends Error {
  override readonly name = "PeerMissing";

  constructor(program: string) {
    super(`${program} is not on this machine; \`npm run setup:peers\` gets it`);
  }
}

/** The path of a program of `scripts/peers/list.mjs`. Throws {@link PeerMissing}. */
export function programOf(name: string): string {
  const peer = peers.find((candidate) => candidate.name === name);
  const program = peer && findPeer(name, process.env, peer.version?.());
  if (program === undefined) throw new PeerMissing(name);
  return program;
}
