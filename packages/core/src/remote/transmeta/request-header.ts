import type { RpcContext } from "../../context/rpc-context.ts";
import type { Invocation } from "../../context/rpc-info.ts";
import type { WireForm } from "../codec/incoming-message.ts";
import { encodePairs, type TTHeaderContent, TTHeaderFlag, type TTHeaderPairs } from "../codec/ttheader.ts";
import { IntKey, StrKey } from "./keys.ts";
import { metaPairs } from "./meta-headers.ts";

/** What is written into one call's header, and to how many milliseconds the time left comes. */
interface Remembered {
  readonly fromService: string;
  readonly fromMethod: string;
  readonly toService: string;
  readonly timeoutMs: number | undefined;
  readonly encoded: Uint8Array;
}

/**
 * Makes the headers of one client's requests.
 *
 * A call's header mostly equals the last one of its method, since the time left is nearly always all of it. So the
 * encoded pairs are kept, and copied where they would be written again.
 */
export class RequestHeaders {
  readonly #idlService: string;
  readonly #form: WireForm;
  readonly #last = new Map<Invocation, Remembered>();

  constructor(idlService: string, form: WireForm) {
    this.#idlService = idlService;
    this.#form = form;
  }

  /**
   * The header of a call. `shared` says whether replies may come in any order, `offers` whether this is the first
   * frame of a connection that may be shared.
   */
  make(ctx: RpcContext, seqId: number, shared: boolean, offers: boolean): TTHeaderContent {
    const flags = shared ? TTHeaderFlag.OutOfOrder : 0;
    const timeoutMs = carriedTimeoutMs(ctx);
    const { from, to, invocation, config } = ctx.rpcInfo;
    if (offers || ctx.metaIfAny !== undefined || config.connectTimeoutStated) {
      return { flags, seqId, ...requestPairs(ctx, this.#idlService, this.#form, offers, timeoutMs) };
    }
    let last = this.#last.get(invocation);
    if (
      last === undefined ||
      last.timeoutMs !== timeoutMs ||
      last.fromService !== from.service ||
      last.fromMethod !== from.method ||
      last.toService !== to.service
    ) {
      const encoded = encodePairs(requestPairs(ctx, this.#idlService, this.#form, offers, timeoutMs));
      last = { fromService: from.service, fromMethod: from.method, toService: to.service, timeoutMs, encoded };
      this.#last.set(invocation, last);
    }
    return { flags, seqId, encoded: last.encoded };
  }
}

/** The time that is left, where Kitex sends the configured limit; rounded up, since 0 would mean "no limit". */
function carriedTimeoutMs({ timeLeftMs }: RpcContext): number | undefined {
  return timeLeftMs === undefined ? undefined : Math.max(1, Math.ceil(timeLeftMs));
}

/** The pairs of a request, in the order of Kitex's `ClientTTHeaderHandler`. */
function requestPairs(
  ctx: RpcContext,
  idlService: string,
  form: WireForm,
  offers: boolean,
  timeoutMs: number | undefined,
): TTHeaderPairs {
  const { from, to, invocation, config } = ctx.rpcInfo;
  const strings: (readonly [string, string])[] = [[StrKey.IdlService, idlService], ...metaPairs(ctx.metaIfAny)];
  if (offers) strings.push([StrKey.Mux, "1"]);
  const ints: (readonly [number, string])[] = [
    [IntKey.TransportType, form.framed ? "framed" : "unframed"],
    [IntKey.FromService, from.service],
    [IntKey.ToService, to.service],
    [IntKey.ToMethod, invocation.method],
  ];
  if (timeoutMs !== undefined) ints.push([IntKey.RpcTimeout, String(timeoutMs)]);
  if (config.connectTimeoutStated) ints.push([IntKey.ConnectTimeout, String(Math.ceil(config.connectTimeoutMs))]);
  ints.push([IntKey.FromMethod, from.method], [IntKey.MessageType, invocation.methodInfo.oneway ? "4" : "1"]);
  return { strings, ints };
}
