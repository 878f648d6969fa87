import { JsonMappingError, mustBe } from "../mapping-error.ts";
import { numberOf } from "../object-members.ts";
import { fractionOf, nanosOf } from "./fraction.ts";

const grammar = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;

/** Seconds of about 10,000 years. */
const most = 315_576_000_000;

/** Reads `1.5s`. */
export function readDuration(json: unknown): object {
  const wanted = "a duration like 1.5s";
  if (typeof json !== "string") throw mustBe(wanted, json);
  const [, sign, whole, fraction = ""] = grammar.exec(json) ?? [];
  if (whole === undefined) throw mustBe(wanted, json);
  const seconds = Number(whole);
  if (seconds > most) throw mustBe(`a duration of at most ${most} seconds`, json);
  const nanos = nanosOf(fraction);
  return sign === "-"
    ? { seconds: BigInt(-seconds), nanos: nanos === 0 ? 0 : -nanos }
    : { seconds: BigInt(seconds), nanos };
}

export function writeDuration(value: unknown): string {
  const seconds = numberOf(value, "seconds");
  const nanos = numberOf(value, "nanos");
  if (!(Math.abs(seconds) <= most)) throw new JsonMappingError(`${seconds} seconds are more than ${most}`);
  if (!(Math.abs(nanos) <= 999_999_999)) throw new JsonMappingError(`${nanos} nanos are not within a second`);
  if (seconds * nanos < 0) throw new JsonMappingError(`${seconds} seconds and ${nanos} nanos differ in sign`);
  const sign = seconds < 0 || nanos < 0 ? "-" : "";
  return `${sign}${Math.abs(seconds)}${fractionOf(Math.abs(nanos))}s`;
}
