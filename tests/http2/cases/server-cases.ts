import { type ServerCase, sends } from "../conformance-case.ts";
import { compressionCases } from "./compression.ts";
import { connectionFrameCases } from "./connection-frames.ts";
import { continuationCases } from "./continuation.ts";
import { eitherSideCases } from "./either-side.ts";
import { flowControlCases } from "./flow-control.ts";
import { frameCases } from "./frames.ts";
import { messageCases } from "./messages.ts";
import { startingCases } from "./starting.ts";
import { streamFrameCases } from "./stream-frames.ts";
import { streamCases } from "./streams.ts";

/** What a server is asked, rule by rule, in the order of RFC 9113; header compression comes last. */
export const serverCases: readonly ServerCase[] = [
  ...startingCases,
  ...eitherSideCases.map(({ frames, expectation, ...rule }) => ({ ...rule, run: sends(() => frames, expectation) })),
  ...frameCases,
  ...streamCases,
  ...streamFrameCases,
  ...connectionFrameCases,
  ...flowControlCases,
  ...continuationCases,
  ...messageCases,
  ...compressionCases,
];
