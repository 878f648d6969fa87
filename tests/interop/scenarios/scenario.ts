import type { Peer } from "../peer.ts";
import type { Direction } from "../way.ts";

/** Something that more than two ends, or one that stops, take part in. */
export interface Scenario {
  /** Under which the matrix counts it. */
  readonly group: string;
  readonly name: string;
  readonly direction: Direction;
  /** Throws when anything is not as it should be. What it starts it also stops. */
  run(peers: Peers): Promise<void>;
}

/** Both programs, each for the scenario alone: a Go server that stops can hurt others in its process (see matrix.ts). */
export interface Peers {
  readonly go: Peer;
  readonly ours: Peer;
}
