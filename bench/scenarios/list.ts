import { codec } from "./codec.ts";
import { echo1K } from "./echo-1k.ts";
import { echo16K } from "./echo-16k.ts";
import { echo128B } from "./echo-128b.ts";
import { echo256K } from "./echo-256k.ts";
import { grpc1K } from "./grpc-1k.ts";
import { idleStreams } from "./idle-streams.ts";
import { memory } from "./memory.ts";
import { mixed } from "./mixed.ts";
import { nested } from "./nested.ts";
import { policies } from "./policies.ts";
import type { Scenario } from "./scenario.ts";
import { startup } from "./startup.ts";
import { streaming } from "./streaming.ts";

/** Every scenario, in the order in which `npm run bench` goes through them. */
export const scenarios: readonly Scenario[] = [
  echo1K,
  echo128B,
  echo16K,
  echo256K,
  grpc1K,
  streaming,
  nested,
  mixed,
  memory,
  idleStreams,
  policies,
  startup,
  codec,
];
