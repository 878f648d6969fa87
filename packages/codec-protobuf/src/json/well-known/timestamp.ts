import { JsonMappingError, mustBe } from "../mapping-error.ts";
import { numberOf } from "../object-members.ts";
import { fractionOf, nanosOf } from "./fraction.ts";

// RFC 3339, as far as the JSON mapping takes it: capital letters, no leap second.
const grammar = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z. */
const least = -62_135_596_800;
const most = 253_402_300_799;

/** Reads `1972-01-01T10:00:20.021Z`, or with an offset in place of the `Z`. */
export function readTimestamp(json: unknown): object {
  const wanted = "a time like 1972-01-01T10:00:20.021Z";
  if (typeof json !== "string") throw mustBe(wanted, json);
  const [, local, fraction = "", sign, hours = "0", minutes = "0"] = grammar.exec(json) ?? [];
  if (local === undefined || Number(hours) > 23 || Number(minutes) > 59) throw mustBe(wanted, json);
  const localMs = Date.parse(`${local}Z`);
  // A day past the end of its month would be one of the next month.
  if (Number.isNaN(localMs) || !isoText(localMs).startsWith(local)) throw mustBe(wanted, json);
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -60 : 60);
  const seconds = localMs / 1000 - offset;
  if (seconds < least || seconds > most) throw mustBe("a time in the years 1 to 9999", json);
  return { seconds: BigInt(seconds), nanos: nanosOf(fraction) };
}

export function writeTimestamp(value: unknown): string {
  const seconds = numberOf(value, "seconds");
  const nanos = numberOf(value, "nanos");
  if (!(seconds >= least && seconds <= most)) {
    throw new JsonMappingError(`${seconds} seconds lie outside of the years 1 to 9999`);
  }
  if (!(nanos >= 0 && nanos <= 999_999_999)) throw new JsonMappingError(`${nanos} nanos are not within a second`);
  return `${isoText(seconds * 1000).slice(0, 19)}${fractionOf(nanos)}Z`;
}

function isoText(ms: number): string {
  return new Date(ms).toISOString();
}
