import { BizStatusError } from "../../errors/biz-status-error.ts";
import { ProtocolViolation } from "../protocol-violation.ts";
import { StrKey } from "./keys.ts";

/** The header pairs of a business status. */
export function bizStatusPairs(error: BizStatusError): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [
    [StrKey.BizStatus, String(error.status)],
    [StrKey.BizMessage, error.message],
  ];
  if (error.extra.size > 0) pairs.push([StrKey.BizExtra, extraJson(error.extra)]);
  return pairs;
}

/**
 * The business status in a reply's headers; `undefined` when there is none: no 32-bit integer, or 0.
 *
 * Throws a `ProtocolViolation` when `biz-extra` is no JSON object of strings. Kitex swallows that, and the call looks
 * like a success.
 */
export function readBizStatus(strings: ReadonlyMap<string, string>): BizStatusError | undefined {
  const text = strings.get(StrKey.BizStatus);
  if (text === undefined || !/^[+-]?\d+$/.test(text)) return undefined;
  const status = Number(text);
  if ((status | 0) !== status || status === 0) return undefined;
  const extra = strings.get(StrKey.BizExtra);
  const message = strings.get(StrKey.BizMessage) ?? "";
  return new BizStatusError(status, message, extra === undefined ? {} : { extra: parseExtra(extra) });
}

/** Compact JSON with the escapes that Go's encoder writes, so that recorded bytes compare equal. */
function extraJson(extra: ReadonlyMap<string, string>): string {
  const members = Array.from(extra, ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${members.join(",")}}`.replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function parseExtra(json: string): Map<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw badExtra(cause);
  }
  if (parsed === null) return new Map();
  if (typeof parsed !== "object" || Array.isArray(parsed)) throw badExtra();
  const extra = new Map<string, string>();
  for (const [key, value] of Object.entries(parsed)) {
    if (typeof value !== "string") throw badExtra();
    extra.set(key, value);
  }
  return extra;
}

function badExtra(cause?: unknown): ProtocolViolation {
  return new ProtocolViolation(`${StrKey.BizExtra} is no JSON object of strings`, { cause });
}
