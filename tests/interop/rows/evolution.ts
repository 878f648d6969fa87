import assert from "node:assert/strict";
import type { Outcome, ServiceName } from "../peer.ts";
import type { Plain } from "../plain.ts";
import type { Ends, Row } from "../way.ts";
import { check, type OutcomeCheck, value } from "./call.ts";

const part = (name: string): Plain => ({ name });

const earlier = {
  name: "n",
  count: 2,
  retyped: 3,
  removed: "r",
  part: part("p"),
  relisted: [1, 2],
  level: 2,
  choice: { number: 1 },
  parts: [["k", part("v")]],
};

/** What both IDLs have, and nothing in the fields that only one of them has or that changed their type. */
const earlierAfterLater = { ...earlier, retyped: 0, removed: "", relisted: [] };

const later = {
  name: "n",
  count: 2,
  retyped: "3",
  part: { name: "p", added: "a" },
  relisted: "text",
  level: 2,
  choice: { number: 1 },
  parts: [["k", { name: "v", added: "a" }]],
  added: "new",
  addedWithDefault: 12,
  addedParts: [part("x")],
  addedTable: [[1, [part("y")]]],
};

/** The same, where a default of the later IDL stands for what the earlier one lacks. */
const laterAfterEarlier = {
  name: "n",
  count: 2,
  retyped: "0",
  part: part("p"),
  relisted: "",
  level: 2,
  choice: { number: 1 },
  parts: [["k", part("v")]],
  added: "",
  addedWithDefault: 11,
  addedTable: [],
};

/** Rows about two ends whose IDL is not of the same age. */
export const evolutionRows: readonly Row[] = [
  {
    name: "an earlier client and a later server: fields added, removed and retyped",
    run: (ends) =>
      keep(ends, "EvolvingV1", "EvolvingV2", {
        args: { record: earlier },
        seen: { record: laterAfterEarlier, added: "" },
        outcome: value(earlierAfterLater),
      }),
  },
  {
    name: "a later client and an earlier server: fields added, removed and retyped",
    run: (ends) =>
      keep(ends, "EvolvingV2", "EvolvingV1", {
        args: { record: later, added: "unknown" },
        seen: { record: earlierAfterLater },
        outcome: value(laterAfterEarlier),
      }),
  },
  {
    name: "an enum number of a later IDL",
    run: (ends) =>
      keep(ends, "EvolvingV2", "EvolvingV1", {
        args: { record: { ...later, level: 3 }, added: "" },
        seen: { record: { ...earlierAfterLater, level: 3 } },
        outcome: value({ ...laterAfterEarlier, level: 3 }),
      }),
  },
  {
    name: "a union member of a later IDL, which the earlier server cannot send back",
    run: (ends) =>
      keep(ends, "EvolvingV2", "EvolvingV1", {
        args: { record: { ...later, choice: { text: "later" } }, added: "" },
        seen: { record: { ...earlierAfterLater, choice: {} } },
        outcome: unsent(ends),
        madeAnew: true,
      }),
  },
];

interface Exchange {
  readonly args: Plain;
  readonly seen: Plain;
  readonly outcome: Outcome | OutcomeCheck;
  readonly madeAnew?: boolean;
}

async function keep(ends: Ends, caller: ServiceName, callee: ServiceName, exchange: Exchange): Promise<void> {
  const server = await ends.serve({ services: [callee] });
  const client = await ends.dial({ service: caller, address: server.address });
  await check(ends, { service: callee, method: "keep", ...exchange, server, client });
}

/** A union without a member: ours says so, Kitex panics while it writes and closes the connection. */
function unsent({ way }: Ends): OutcomeCheck {
  return (outcome) => {
    if (way.to === "ours") assert.ok(outcome.kind === "remote" && outcome.typeId === 6, JSON.stringify(outcome));
    else assert.equal(outcome.kind, "failure", JSON.stringify(outcome));
  };
}
