import { type CallOutcome, isBizStatusError, isKitexError, type RpcContext } from "@kitex-ts/core/extension";

/** What stands for a name that is not known; Kitex's word. */
const UNKNOWN = "unknown";

/** What stands for the values of a label beyond those that it may have. */
const OTHER = "other";

/** The longest value of a label, in UTF-16 units; a longer one is no name. */
export const MAX_VALUE_LENGTH = 256;

/** The names of the two ends of a call, as labels. */
export interface CallLabels {
  readonly caller: string;
  readonly callee: string;
  readonly method: string;
}

/**
 * Limits how many values a label can have. Every value of a label is memory here and a series in Prometheus, and the
 * caller's name is what a peer says it is.
 *
 * The first values that a label meets stay its values for ever, so that what was counted up is counted down under the
 * same name.
 */
export class LabelLimit {
  readonly #maxValues: number;
  readonly #values = new Map<string, Set<string>>();

  /** `maxValues` counts for each label by itself; `unknown` and `other` come on top. */
  constructor(maxValues: number) {
    this.#maxValues = maxValues;
  }

  /** The value under which `text` is counted: itself, `unknown` where it is empty, `other` where there is no room. */
  value(label: string, text: string): string {
    if (text === "") return UNKNOWN;
    let values = this.#values.get(label);
    if (values === undefined) {
      values = new Set();
      this.#values.set(label, values);
    }
    if (values.has(text)) return text;
    if (values.size >= this.#maxValues || text.length > MAX_VALUE_LENGTH) return OTHER;
    values.add(text);
    return text;
  }
}

/** Who calls whom. */
export function callLabels({ rpcInfo: { from, to } }: RpcContext, limit: LabelLimit): CallLabels {
  return {
    caller: limit.value("caller", from.service),
    callee: limit.value("callee", to.service),
    method: limit.value("method", to.method),
  };
}

/**
 * What a call failed with: the code of a `KitexError`, else the name of the error; `undefined` for a call that worked.
 * A business status and an exception that the IDL declares are answers, as in Kitex.
 */
export function failureOf({ rpcInfo: { invocation } }: RpcContext, { error }: CallOutcome): string | undefined {
  if (error === undefined || isBizStatusError(error) || invocation.methodInfo.result.declares(error)) return undefined;
  if (isKitexError(error)) return error.code;
  return error instanceof Error ? error.name : UNKNOWN;
}
