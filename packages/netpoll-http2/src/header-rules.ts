import type { HeaderField, HeaderList } from "./header-list.ts";

/** What each list is known to be: the empty text for one that is right. */
type Verdicts = WeakMap<HeaderList, string>;

const requests: Verdicts = new WeakMap();
const responses: Verdicts = new WeakMap();
const trailers: Verdicts = new WeakMap();

const requestPseudoFields: readonly string[] = [":method", ":scheme", ":authority", ":path"];
const responsePseudoFields: readonly string[] = [":status"];

/** RFC 9110's token without capitals, which RFC 9113 section 8.2.1 forbids. */
const fieldName = /^[a-z0-9!#$%&'*+\-.^_`|~]+$/;
const statusCode = /^[1-9][0-9]{2}$/;

/** Fields that speak of a connection, which HTTP/2 does in frames: RFC 9113 section 8.2.2. */
const connectionSpecific: ReadonlySet<string> = new Set([
  "connection",
  "proxy-connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Says what makes a request malformed (RFC 9113 sections 8.2 and 8.3.1); `undefined` when nothing does.
 * Here and below a list is looked through once, however often it is asked about.
 */
export function validateRequest(list: HeaderList): string | undefined {
  return remembered(requests, list, (it) => fieldsFault(it, requestPseudoFields) ?? requestFault(it));
}

/** Says what makes a response malformed, final or informational (section 8.3.2); `undefined` when nothing does. */
export function validateResponse(list: HeaderList): string | undefined {
  return remembered(responses, list, (it) => fieldsFault(it, responsePseudoFields) ?? responseFault(it));
}

/** Says what makes trailers malformed (section 8.1); `undefined` when nothing does. */
export function validateTrailers(list: HeaderList): string | undefined {
  return remembered(trailers, list, (it) => fieldsFault(it, []));
}

function remembered(
  verdicts: Verdicts,
  list: HeaderList,
  judge: (list: HeaderList) => string | undefined,
): string | undefined {
  let verdict = verdicts.get(list);
  if (verdict === undefined) {
    verdict = judge(list) ?? "";
    verdicts.set(list, verdict);
  }
  return verdict === "" ? undefined : verdict;
}

/** Each field for itself, and that pseudo-header fields are known ones, come first, and once. */
function fieldsFault({ fields }: HeaderList, pseudoFields: readonly string[]): string | undefined {
  let begun = 0;
  for (const [i, field] of fields.entries()) {
    const { name } = field;
    if (!name.startsWith(":")) {
      const fault = regularFault(field);
      if (fault !== undefined) return fault;
      continue;
    }
    if (begun < i) return `${quoted(name)} behind a regular field`;
    begun += 1;
    if (!pseudoFields.includes(name)) return `${quoted(name)}, which is unknown here`;
    for (let j = 0; j < i; j++) if (fields[j]?.name === name) return `${name} twice`;
    if (!isFieldValue(field.value)) return `${name} with a value that is none`;
  }
  return undefined;
}

function regularFault({ name, value }: HeaderField): string | undefined {
  if (!fieldName.test(name)) return `a field with the name ${quoted(name)}`;
  if (connectionSpecific.has(name)) return `the field ${name}, which is about a connection`;
  if (!isFieldValue(value)) return `${name} with a value that is none`;
  if (name === "te" && value.toLowerCase() !== "trailers") return "te with another value than trailers";
  return undefined;
}

/** RFC 9113 section 8.2.1: no NUL, CR or LF, and no blank at either end. */
function isFieldValue(value: string): boolean {
  if (isBlank(value.charCodeAt(0)) || isBlank(value.charCodeAt(value.length - 1))) return false;
  return !value.includes("\0") && !value.includes("\r") && !value.includes("\n");
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

function requestFault(list: HeaderList): string | undefined {
  const method = list.get(":method");
  const scheme = list.get(":scheme");
  const path = list.get(":path");
  const authority = list.get(":authority");
  if (method === undefined || method === "") return "no :method";
  if (method === "CONNECT") {
    if (scheme !== undefined || path !== undefined) return "CONNECT with :scheme or :path";
    return authority === undefined ? "CONNECT without :authority" : undefined;
  }
  if (scheme === undefined || scheme === "") return "no :scheme";
  if (path === undefined || path === "") return "no :path";
  if (scheme !== "http" && scheme !== "https") return undefined;
  if (!path.startsWith("/") && !(path === "*" && method === "OPTIONS")) return `the :path ${quoted(path)}`;
  if (authority === undefined) return undefined;
  if (authority.includes("@")) return ":authority with a user's name";
  const host = list.get("host");
  if (host !== undefined && host.toLowerCase() !== authority.toLowerCase()) return "host other than :authority";
  return undefined;
}

function responseFault(list: HeaderList): string | undefined {
  const status = list.get(":status");
  if (status === undefined) return "no :status";
  // 101 switches protocols, which HTTP/2 does not (RFC 9113 section 8.6).
  return statusCode.test(status) && status !== "101" ? undefined : `the :status ${quoted(status)}`;
}

/** The beginning of what a peer sent, fit for a log. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}
