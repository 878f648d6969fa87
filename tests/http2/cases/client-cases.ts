import { answers, type ClientCase } from "../conformance-case.ts";
import { clientConnectionCases } from "./client-connection.ts";
import { clientFlowControlCases } from "./client-flow-control.ts";
import { clientMessageCases } from "./client-messages.ts";
import { clientStreamCases } from "./client-streams.ts";
import { eitherSideCases } from "./either-side.ts";

/** What a client is asked, rule by rule. */
export const clientCases: readonly ClientCase[] = [
  ...eitherSideCases.map(({ section, title, frames, expectation }) => ({
    section,
    title,
    run: answers(frames, expectation),
  })),
  ...clientConnectionCases,
  ...clientStreamCases,
  ...clientFlowControlCases,
  ...clientMessageCases,
];
