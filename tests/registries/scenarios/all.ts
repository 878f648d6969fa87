import { badData } from "./bad-data.ts";
import { compaction } from "./compaction.ts";
import { flapping } from "./flapping.ts";
import { frozenServer } from "./frozen-server.ts";
import { gracefulStop } from "./graceful-stop.ts";
import { indexBackwards } from "./index-backwards.ts";
import { killedServer } from "./killed-server.ts";
import { leaderLoss } from "./leader-loss.ts";
import { massExpiry } from "./mass-expiry.ts";
import { answersLost, callerCutOff, serverCutOff } from "./partitions.ts";
import { removedEntry } from "./removed-entry.ts";
import { restartWithData, restartWithoutData } from "./restart.ts";
import { revokedCredentials } from "./revoked-credentials.ts";
import type { Scenario } from "./scenario.ts";
import { silentRegistry } from "./silent-registry.ts";
import { slowRegistry } from "./slow-registry.ts";
import { watchGap } from "./watch-gap.ts";
import { wrongAuthority } from "./wrong-authority.ts";

/** Every scenario, in the order of the table. */
export const scenarios: readonly Scenario[] = [
  gracefulStop,
  killedServer,
  frozenServer,
  restartWithoutData,
  restartWithData,
  slowRegistry,
  silentRegistry,
  callerCutOff,
  serverCutOff,
  answersLost,
  removedEntry,
  massExpiry,
  leaderLoss,
  watchGap,
  compaction,
  indexBackwards,
  flapping,
  badData,
  revokedCredentials,
  wrongAuthority,
];
