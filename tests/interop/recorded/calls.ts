import type { ServiceName, Values } from "../peer.ts";
import type { Plain } from "../plain.ts";
import { echoes } from "../rows/types.ts";
import type { RecordedWay } from "./vector.ts";

/** A call to record. */
export interface RecordedCall {
  readonly name: string;
  readonly service: ServiceName;
  readonly method: string;
  readonly args: Plain;
  readonly transient?: Values;
  readonly persistent?: Values;
}

/** Calls of every kind that a transport carries: these are recorded on each. */
const kinds: readonly RecordedCall[] = [
  lab("a reply with a value", "echoText", { value: "aé\u{1f600}" }),
  lab("several parameters", "add", { a: -1, b: "9007199254740993" }),
  lab("a void method without parameters", "ping", {}),
  lab("a oneway method", "notify", { text: "nobody answers" }),
  acts("a declared exception", { kind: "notFound", text: "the thing", code: 404 }),
  acts("the second declared exception", { kind: "denied", text: "no" }),
  acts("an error that the IDL does not declare", { kind: "fail", text: "broken é" }),
  acts("a panic", { kind: "panic", text: "nil" }),
  acts("an exception with an id of the application's own", { kind: "typed", text: "special", code: 4711 }),
  acts("a business status with an extra", {
    kind: "status",
    text: "not found é",
    code: 404,
    extra: [["why", "<gone> & \u2028"]],
  }),
  acts("a business status that is negative, without text", { kind: "status", code: -5 }),
  {
    ...lab("metadata", "echoText", { value: "with metadata" }),
    transient: { once: "1", "With-Case_and.dots": "é" },
    persistent: { ALWAYS: "2" },
  },
  { name: "a service that the server does not know", service: "Nowhere", method: "nothing", args: { text: "x" } },
  { name: "a method that the server does not know", service: "EvolvingV2", method: "added", args: { text: "x" } },
];

/** Calls whose values are what matters: the payload is the same on each transport, so they are recorded on one. */
const values: readonly RecordedCall[] = [
  ...echoes.map(([name, method, value]) => lab(name, method, { value })),
  lab("defaults of the IDL for what is not given", "echoDefaults", { value: { needed: 5 } }),
].filter(({ args }) => JSON.stringify(args).length < 1500 && !JSON.stringify(args).includes('"repeat"'));

/** What Kitex carries in a block of its own where there is a header. */
const tokens: readonly RecordedCall[] = [
  { ...lab("an access token", "ping", {}), transient: { "gdpr-token": "a token é" } },
  { ...lab("an access token and metadata", "ping", {}), transient: { "gdpr-token": "t", once: "1" } },
];

/** What is recorded on a way. */
export function callsToRecord({ name, transport }: RecordedWay): readonly RecordedCall[] {
  if (name === "framed") return [...kinds, ...values];
  return transport.startsWith("ttheader") ? [...kinds, ...tokens] : kinds;
}

function lab(name: string, method: string, args: Plain): RecordedCall {
  return { name, service: "Lab", method, args };
}

function acts(name: string, action: { readonly [name: string]: Plain }): RecordedCall {
  return lab(name, "act", { action: { text: "", code: 0, extra: [], ...action } });
}
