import assert from "node:assert/strict";
import { methodInfo, ourServices, typesOf } from "../our-services.ts";
import type {
  Called,
  CallOptions,
  DialedPeer,
  Headers,
  Outcome,
  SeenCall,
  ServedPeer,
  ServiceName,
  Values,
} from "../peer.ts";
import { normal, type Plain } from "../plain.ts";
import { CALLER, DESTINATION, type Ends, hasHeaders, type Way } from "../way.ts";

/** The limit that a client of ours sends when a call names none. */
const OUR_TIMEOUT_MS = 5000;

/** A call, and what has to come of it. */
export interface Expectation {
  readonly service?: ServiceName;
  readonly method: string;
  /** By parameter name. */
  readonly args: Plain;
  readonly options?: CallOptions;
  /** What the handler has to see instead of `args`. */
  readonly seen?: Plain;
  readonly outcome: Outcome | OutcomeCheck;
  /** Whether the reply lacks the handler's backward values: it had to be made anew. */
  readonly madeAnew?: boolean;
  /** Milliseconds that the client was told to connect in, and tells the server. */
  readonly connectTimeoutMs?: number;
  /** Other ends than those of the case. */
  readonly server?: ServedPeer;
  readonly client?: DialedPeer;
}

/** A function that throws when an outcome will not do. */
export type OutcomeCheck = (outcome: Outcome) => void;

/** Makes a call and compares everything that both sides tell about it. */
export async function check(
  ends: Ends,
  expected: Expectation,
): Promise<{ readonly called: Called; readonly seen: SeenCall }> {
  const { server, client } = { ...ends, ...given(expected) };
  const called = await client.call(expected.method, expected.args, expected.options);
  compareOutcome(called.outcome, expected.outcome);
  const [seen, ...more] = await server.seen(1);
  assert.ok(seen !== undefined);
  assert.deepEqual(more, [], "the server saw more calls than one");
  compareSeen(ends.way, seen, expected);
  compareReply(ends.way, called, server.name, expected);
  return { called, seen };
}

/** Makes a call that no handler may see. */
export async function refused(ends: Ends, expected: Expectation): Promise<void> {
  const { server, client } = { ...ends, ...given(expected) };
  const called = await client.call(expected.method, expected.args, expected.options);
  compareOutcome(called.outcome, expected.outcome);
  assert.deepEqual(await server.seen(0), [], "a handler ran");
}

/** The outcome of a call whose result is this. */
export function value(plain: Plain): Outcome {
  return { kind: "value", value: plain };
}

/** The result of a method that gives back what it gets, told as results are. */
export function echoed(method: string, plain: Plain): Outcome {
  const { args } = typesOf(methodInfo("Lab", method));
  const told = normal({ value: plain }, args);
  assert.ok(typeof told === "object" && told !== null && "value" in told);
  return value(told["value"]);
}

/** The outcome of an exception of the framework: its id, and the text that the server sent, whatever stands before it. */
export function remote(typeId: number, text: string): OutcomeCheck {
  return (outcome) => {
    assert.ok(outcome.kind === "remote", `a remote exception was to come, not ${JSON.stringify(outcome)}`);
    assert.equal(outcome.typeId, typeId);
    assert.ok(outcome.message.endsWith(text), `"${outcome.message}" was to end with "${text}"`);
  };
}

function given({ server, client }: Expectation): { server?: ServedPeer; client?: DialedPeer } {
  return { ...(server === undefined ? {} : { server }), ...(client === undefined ? {} : { client }) };
}

function compareOutcome(outcome: Outcome, expected: Outcome | OutcomeCheck): void {
  if (typeof expected === "function") expected(outcome);
  else assert.deepEqual(outcome, expected);
}

function compareSeen(way: Way, seen: SeenCall, expected: Expectation): void {
  const { service = "Lab", method, args, options = {} } = expected;
  const info = methodInfo(service, method);
  const told = hasHeaders(way);
  const { callerAddress, timeoutMs, leftMs, wire, ...facts } = seen;
  assert.deepEqual(facts, {
    ...("server" in seen ? { server: seen.server } : {}),
    service: ourServices[service].name,
    method,
    args: normal(expected.seen ?? args, typesOf(info).args),
    callerService: told ? CALLER : "",
    callerMethod: "",
    transient: told ? (options.transient ?? {}) : {},
    persistent: told ? (options.persistent ?? {}) : {},
  });
  assert.ok(way.network === "unix" || /^127\.0\.0\.1:\d+$/.test(callerAddress), `a caller at ${callerAddress}`);
  compareTimeout(way, { timeoutMs, leftMs }, options.timeoutMs);
  if (wire !== undefined) {
    assert.equal(wire.transport, way.transport);
    compareRequestHeaders(way, wire.headers, expected, info.oneway);
  }
}

/** Ours counts what is left when the request is written, Kitex says what was configured, and nothing if nothing was. */
function compareTimeout(way: Way, seen: Pick<SeenCall, "timeoutMs" | "leftMs">, configured: number | undefined): void {
  const limit = way.from === "ours" ? (configured ?? OUR_TIMEOUT_MS) : (configured ?? 0);
  if (!hasHeaders(way) || limit === 0) {
    assert.deepEqual(seen, { timeoutMs: 0, leftMs: 0 });
    return;
  }
  if (way.from === "go") assert.equal(seen.timeoutMs, limit);
  assert.ok(seen.timeoutMs > 0 && seen.timeoutMs <= limit, `a limit of ${seen.timeoutMs} ms came instead of ${limit}`);
  assert.ok(seen.leftMs <= seen.timeoutMs, `${seen.leftMs} ms are left of ${seen.timeoutMs}`);
}

function compareRequestHeaders(way: Way, headers: Headers, expected: Expectation, oneway: boolean): void {
  if (!hasHeaders(way)) {
    assert.deepEqual(headers, { flags: 0, strings: {}, ints: {} });
    return;
  }
  const { service = "Lab", method, options = {}, connectTimeoutMs } = expected;
  const { "kx.mux": offer, ...strings } = headers.strings;
  assert.ok(offer === undefined || (way.connection === "auto" && offer === "1"), `an offer of "${offer}"`);
  assert.deepEqual(strings, {
    isn: ourServices[service].name,
    ...prefixed("RPC_TRANSIT_", options.transient),
    ...prefixed("RPC_PERSIST_", options.persistent),
  });
  const { 12: timeoutMs, ...ints } = headers.ints;
  assert.deepEqual(ints, {
    1: way.transport === "ttheader" ? "unframed" : "framed",
    3: CALLER,
    6: DESTINATION,
    9: method,
    ...(connectTimeoutMs === undefined ? {} : { 17: `${connectTimeoutMs}` }),
    20: "",
    22: oneway ? "4" : "1",
  });
  assert.match(timeoutMs ?? "", /^\d+$/);
  assert.equal(headers.flags, way.connection === "mux" ? 1 : 0);
}

function compareReply(way: Way, called: Called, server: string, expected: Expectation): void {
  const { service = "Lab", method, madeAnew = false } = expected;
  const { kind } = called.outcome;
  // A call without a reply has nothing to bring values back with.
  const silent = kind === "timeout" || kind === "failure" || methodInfo(service, method).oneway;
  const answered = hasHeaders(way) && !silent;
  const backward: Values = answered && !madeAnew ? { "served-by": server } : {};
  if (way.from === "ours") {
    assert.deepEqual(called.backward, backward);
    return;
  }
  const { "biz-status": status, "biz-message": message, "biz-extra": extra, ...rest } = called.backward;
  assert.deepEqual(rest, backward);
  compareStatus(called.outcome, { status, message, extra });
  if (!answered) return;
  // Kitex shows every string of the header as a backward value.
  assert.deepEqual(called.headers, {
    flags: 0,
    strings: called.backward,
    ints: { 22: kind === "remote" ? "3" : "2" },
  });
}

interface StatusTexts {
  readonly status: string | undefined;
  readonly message: string | undefined;
  readonly extra: string | undefined;
}

function compareStatus(outcome: Outcome, { status, message, extra }: StatusTexts): void {
  const expected =
    outcome.kind === "status"
      ? { status: String(outcome.status), message: outcome.message, extra: outcome.extra }
      : { status: undefined, message: undefined, extra: {} };
  // The order of extras is nobody's promise.
  assert.deepEqual({ status, message, extra: JSON.parse(extra ?? "{}") }, expected);
}

function prefixed(prefix: string, values: Values = {}): Values {
  return Object.fromEntries(Object.entries(values).map(([key, text]) => [prefix + key, text]));
}
