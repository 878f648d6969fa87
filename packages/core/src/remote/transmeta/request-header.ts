import type { RpcContext } from "../../context/rpc-context.ts";
import type { WireForm } from "../codec/incoming-message.ts";
import { type TTHeaderContent, TTHeaderFlag } from "../codec/ttheader.ts";
import { IntKey, StrKey } from "./keys.ts";
import { metaPairs } from "./meta-headers.ts";

/** What a request's header says about the connection it goes out on. */
export interface ConnectionFacts {
  /** Whether replies may come in any order. */
  readonly shared: boolean;
  /** Whether this is the first frame of a connection that may be shared. */
  readonly offers: boolean;
}

/** The header of a request, with the pairs and the order of Kitex's `ClientTTHeaderHandler`. */
export function requestHeader(
  ctx: RpcContext,
  idlService: string,
  seqId: number,
  form: WireForm,
  { shared, offers }: ConnectionFacts,
): TTHeaderContent {
  const { from, to, invocation, config } = ctx.rpcInfo;
  const strings: (readonly [string, string])[] = [[StrKey.IdlService, idlService], ...metaPairs(ctx.metaIfAny)];
  if (offers) strings.push([StrKey.Mux, "1"]);
  const ints: (readonly [number, string])[] = [
    [IntKey.TransportType, form.framed ? "framed" : "unframed"],
    [IntKey.FromService, from.service],
    [IntKey.ToService, to.service],
    [IntKey.ToMethod, invocation.method],
  ];
  const left = ctx.timeLeftMs;
  // The time that is left, where Kitex sends the configured limit; rounded up, since 0 would mean "no limit".
  if (left !== undefined) ints.push([IntKey.RpcTimeout, String(Math.max(1, Math.ceil(left)))]);
  if (config.connectTimeoutStated) ints.push([IntKey.ConnectTimeout, String(Math.ceil(config.connectTimeoutMs))]);
  ints.push([IntKey.FromMethod, from.method], [IntKey.MessageType, invocation.methodInfo.oneway ? "4" : "1"]);
  return { flags: shared ? TTHeaderFlag.OutOfOrder : 0, seqId, strings, ints };
}
