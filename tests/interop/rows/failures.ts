import type { Outcome } from "../peer.ts";
import type { Plain } from "../plain.ts";
import { type Ends, hasHeaders, type Row } from "../way.ts";
import { check, type OutcomeCheck, refused, remote, value } from "./call.ts";

/** Rows about calls that fail: by what the IDL declares, by errors of all kinds, by names that nobody knows. */
export const failureRows: readonly Row[] = [
  {
    name: "a declared exception",
    run: (ends) =>
      fails(
        ends,
        { kind: "notFound", text: "the thing", code: 404 },
        { kind: "declared", name: "notFound", value: { what: "the thing", code: 404 } },
      ),
  },
  {
    name: "the second declared exception, with a field called message",
    run: (ends) =>
      fails(
        ends,
        { kind: "denied", text: "no é" },
        { kind: "declared", name: "denied", value: { message: "no é", reasons: ["no é"] } },
      ),
  },
  {
    name: "an error that the IDL does not declare",
    run: (ends) => fails(ends, { kind: "fail", text: "broken é" }, remote(6, "biz error: broken é")),
  },
  {
    name: "an error without a text",
    run: (ends) => fails(ends, { kind: "fail", text: "" }, remote(6, "biz error: ")),
  },
  {
    name: "a panic",
    // A bug in a handler of ours is an error like any other.
    run: (ends) =>
      fails(
        ends,
        { kind: "panic", text: "nil" },
        remote(6, ends.way.to === "go" ? "please check the panic at the server side] nil" : "biz error: nil"),
      ),
  },
  {
    name: "an exception with an id of the application's own",
    // Kitex marks the text of an error that came out of a handler.
    run: (ends) =>
      fails(
        ends,
        { kind: "typed", text: "special", code: 4711 },
        remote(4711, ends.way.to === "go" ? "special [biz error]" : "special"),
      ),
  },
  {
    name: "a business status with extras",
    run: (ends) =>
      status(ends, { status: 404, message: "not found é", extra: { reason: "<gone> & \u2028", empty: "" } }),
  },
  {
    name: "a business status that is negative, without text or extras",
    run: (ends) => status(ends, { status: -2_147_483_648, message: "", extra: {} }),
  },
  {
    name: "a call after one that failed",
    run: async (ends) => {
      await fails(ends, { kind: "fail", text: "first" }, remote(6, "biz error: first"));
      await fails(ends, { kind: "return", text: "second" }, value("second"));
    },
  },
  {
    name: "a method that the server does not know",
    run: async (ends) => {
      const server = await ends.serve({ services: ["EvolvingV1"] });
      const client = await ends.dial({ service: "EvolvingV2", address: server.address });
      const known = hasHeaders(ends.way);
      const outcome = known
        ? remote(1, "unknown method added (service Evolving)")
        : remote(20, "unknown service , method added");
      await refused(ends, { service: "EvolvingV2", method: "added", args: { text: "x" }, outcome, server, client });
      const again = { ...emptyRecord, name: "again" };
      await check(ends, {
        service: "EvolvingV1",
        method: "keep",
        args: { record: again },
        outcome: value(again),
        server,
        client: await ends.dial({ service: "EvolvingV1", address: server.address }),
      });
    },
  },
  {
    name: "a service that the server does not know",
    run: async (ends) => {
      const client = await ends.dial({ service: "Nowhere", address: ends.server.address });
      const outcome = remote(20, `unknown service ${hasHeaders(ends.way) ? "Nowhere" : ""}, method nothing`);
      await refused(ends, { service: "Nowhere", method: "nothing", args: { text: "x" }, outcome, client });
    },
  },
];

const emptyRecord = { name: "", count: 0, retyped: 0, removed: "", relisted: [], level: 1, parts: [] };

async function fails(
  ends: Ends,
  action: { readonly [name: string]: Plain },
  outcome: Outcome | OutcomeCheck,
): Promise<void> {
  await check(ends, {
    method: "act",
    args: { action: { kind: "", text: "", code: 0, extra: [], ...action } },
    outcome,
  });
}

async function status(
  ends: Ends,
  sent: { readonly status: number; readonly message: string; readonly extra: Readonly<Record<string, string>> },
): Promise<void> {
  const action = { kind: "status", text: sent.message, code: sent.status, extra: Object.entries(sent.extra) };
  await fails(ends, action, outcomeOfStatus(ends, sent));
}

function outcomeOfStatus(
  { way }: Ends,
  sent: { readonly status: number; readonly message: string; readonly extra: Readonly<Record<string, string>> },
): Outcome | OutcomeCheck {
  if (hasHeaders(way)) return { kind: "status", ...sent };
  // Without headers ours says it in an exception. Kitex loses it, and the caller is left without a result.
  if (way.to === "ours") return remote(6, `biz error: code=${sent.status}, msg=${sent.message}`);
  return (outcome) => {
    if (outcome.kind !== "failure" || !outcome.message.startsWith("KITEX_ERR_MISSING_RESULT")) {
      throw new Error(`a missing result was to be reported, not ${JSON.stringify(outcome)}`);
    }
  };
}
