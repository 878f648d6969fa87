import type { TTHeader } from "../codec/ttheader.ts";
import { IntKey, StrKey } from "./keys.ts";
import { carriesMeta } from "./meta-headers.ts";

/** What the header of a request says of its call. */
export interface RequestFacts {
  /** Empty where the caller did not tell. */
  readonly callerService: string;
  readonly callerMethod: string;
  /** Where a proxy in between says that the caller is. */
  readonly callerAddress: string | undefined;
  /** Milliseconds that the caller still waits. */
  readonly timeoutMs: number | undefined;
  readonly carriesMeta: boolean;
}

/** The facts of a request without a header. */
export const noFacts: RequestFacts = {
  callerService: "",
  callerMethod: "",
  callerAddress: undefined,
  timeoutMs: undefined,
  carriesMeta: false,
};

export function readRequestFacts({ strings, ints }: Pick<TTHeader, "strings" | "ints">): RequestFacts {
  return {
    callerService: ints.get(IntKey.FromService) ?? "",
    callerMethod: ints.get(IntKey.FromMethod) ?? "",
    callerAddress: strings.get(StrKey.RemoteAddress),
    timeoutMs: timeoutOf(ints.get(IntKey.RpcTimeout)),
    carriesMeta: carriesMeta(strings),
  };
}

/** Decimal text, and more than 0: Kitex ignores anything else. */
function timeoutOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  const timeoutMs = Number(text);
  return timeoutMs > 0 ? timeoutMs : undefined;
}
