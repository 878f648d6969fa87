import { BizStatusError, createClient, ErrorCode, KitexError, type RpcContext, ttheader } from "@kitex-ts/core";
import type { Journal } from "./journal.ts";
import type { EvolvingHandler as EvolvingV1Handler } from "./kitex-gen/evolution/v1/evolution-v1/service.ts";
import type { EvolvingHandler as EvolvingV2Handler } from "./kitex-gen/evolution/v2/evolution-v2/service.ts";
import { type AnnexHandler, Lab, type LabClient, type LabHandler, type TwinHandler } from "./kitex-gen/lab/service.ts";
import { type Action, Denied, type Hop, NotFound, type Route, type TraceInput } from "./kitex-gen/lab/types.ts";
import type { Values } from "./peer.ts";

/** What the handlers of one server share. */
export interface HandlerSurroundings {
  /** The server's own name. */
  readonly name: string;
  readonly aborted: Journal<string>;
  /** Calls `go` when the command `release` comes. */
  onRelease(go: () => void): void;
  /** The client with which this server calls on to another. */
  relayTo(address: string): LabClient;
}

/** Handlers that do what those of go/handler.go do. */
export function labHandler(around: HandlerSurroundings): LabHandler {
  return {
    echoScalars: (value) => value,
    echoLists: (value) => value,
    echoSets: (value) => value,
    echoMaps: (value) => value,
    echoNested: (value) => value,
    echoOptionals: (value) => value,
    echoDefaults: (value) => value,
    echoShape: (value) => value,
    echoDrawing: (value) => value,
    echoTree: (value) => value,
    echoBool: (value) => value,
    echoI8: (value) => value,
    echoI16: (value) => value,
    echoI32: (value) => value,
    echoI64: (value) => value,
    echoDouble: (value) => value,
    echoText: (value) => value,
    echoBytes: (value) => value,
    echoColor: (value) => value,
    echoList: (value) => value,
    echoSet: (value) => value,
    echoMap: (value) => value,
    add: ({ a, b }) => BigInt(a) + b,
    ping: () => {},
    notify: () => {},
    act: (action, ctx) => act(action, ctx, around),
    relay: (route, ctx) => relay(route, ctx, around),
  };
}

export const annexHandler: AnnexHandler = {
  whoAmI: () => "Annex",
  move: ({ from, by }) => ({ x: from.x + by.x, y: from.y + by.y }),
};

export const twinHandler: TwinHandler = { whoAmI: () => "Twin" };

export const evolvingV1Handler: EvolvingV1Handler = { keep: (record) => record };

export const evolvingV2Handler: EvolvingV2Handler = { keep: ({ record }) => record, added: (text) => text };

/** A client for calls that a handler makes onward: named after its server, as clients made in handlers are. */
export function relayClient(address: string): ReturnType<typeof createClient<LabClient, LabHandler>> {
  return createClient(Lab, { destination: "lab.relay", hostPorts: [address], transport: ttheader() });
}

function act(
  { kind, text, code, extra }: Action,
  ctx: RpcContext,
  around: HandlerSurroundings,
): Promise<string> | string {
  switch (kind) {
    case "return":
      return text;
    case "notFound":
      throw new NotFound({ what: text, code });
    case "denied":
      throw new Denied({ message: text, reasons: [text] });
    case "fail":
      throw new Error(text);
    case "panic":
      throw new TypeError(text);
    case "typed":
      throw new KitexError(ErrorCode.Remote, text, { typeId: code });
    case "status":
      throw new BizStatusError(code, text, { extra });
    case "wait":
      return wait(text, ctx, around);
    default:
      throw new Error(`no such action: ${kind}`);
  }
}

/** Lasts until the command `release`; before that it notes when nobody waits for the outcome any more. */
function wait(text: string, ctx: RpcContext, around: HandlerSurroundings): Promise<string> {
  ctx.signal.addEventListener("abort", () => around.aborted.add(text));
  return new Promise((resolve) => around.onRelease(() => resolve(text)));
}

async function relay({ next, text }: Route, ctx: RpcContext, around: HandlerSurroundings): Promise<TraceInput> {
  const [address, ...rest] = next;
  const { from } = ctx.rpcInfo;
  const hop: Hop = {
    server: around.name,
    callerService: from.service,
    callerMethod: from.method,
    transient: new Map(ctx.meta.transient),
    persistent: new Map(ctx.meta.persistent),
    leftMs: ctx.timeLeftMs === undefined ? -1n : BigInt(Math.ceil(ctx.timeLeftMs)),
    backward: new Map(),
  };
  if (address === undefined) return { hops: [hop], text };
  ctx.meta.transient.set("relayed-by", around.name);
  let backward: ReadonlyMap<string, string> = new Map();
  const trace = await around.relayTo(address).relay(
    { next: rest, text },
    {
      onBackward: (values) => {
        backward = values;
      },
    },
  );
  return { hops: [{ ...hop, backward: new Map(backward) }, ...trace.hops], text: trace.text };
}

/** Pairs as an object. */
export function valuesOf(pairs: Iterable<readonly [string, string]> | undefined): Values {
  return Object.fromEntries(pairs ?? []);
}
