import { fieldFault, isPseudoField, quoted } from "./field-rules.ts";
import type { HeaderList } from "./header-list.ts";
import { ReceivedField } from "./hpack/received-field.ts";

const requestPseudoFields: readonly string[] = [":method", ":scheme", ":authority", ":path"];
const responsePseudoFields: readonly string[] = [":status"];

const statusCode = /^[1-9][0-9]{2}$/;

/** The values of a list's pseudo-header fields, in the order of their names above. */
type PseudoValues = readonly (string | undefined)[];

/** Says what makes a request malformed (RFC 9113 sections 8.2 and 8.3.1); `undefined` when nothing does. */
export function validateRequest(list: HeaderList): string | undefined {
  const values: (string | undefined)[] = [undefined, undefined, undefined, undefined];
  return fieldsFault(list, requestPseudoFields, values) ?? requestFault(values, list);
}

/** Says what makes a response malformed, final or informational (section 8.3.2); `undefined` when nothing does. */
export function validateResponse(list: HeaderList): string | undefined {
  const values: (string | undefined)[] = [undefined];
  return fieldsFault(list, responsePseudoFields, values) ?? responseFault(values);
}

/** Says what makes trailers malformed (section 8.1); `undefined` when nothing does. */
export function validateTrailers(list: HeaderList): string | undefined {
  return fieldsFault(list, [], []);
}

/** Each field for itself, and that pseudo-header fields are known ones, come first, and once; gives their values. */
function fieldsFault(
  { fields }: HeaderList,
  pseudoFields: readonly string[],
  values: (string | undefined)[],
): string | undefined {
  let regular = false;
  for (const field of fields) {
    const { name } = field;
    // What was received was looked at when it came first.
    const fault = field instanceof ReceivedField ? field.fault : fieldFault(field);
    if (fault !== undefined) return fault;
    if (!isPseudoField(name)) {
      regular = true;
      continue;
    }
    if (regular) return `${quoted(name)} behind a regular field`;
    const which = pseudoFields.indexOf(name);
    if (which < 0) return `${quoted(name)}, which is unknown here`;
    if (values[which] !== undefined) return `${name} twice`;
    values[which] = field.value;
  }
  return undefined;
}

function requestFault([method, scheme, authority, path]: PseudoValues, list: HeaderList): string | undefined {
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

function responseFault([status]: PseudoValues): string | undefined {
  if (status === undefined) return "no :status";
  // 101 switches protocols, which HTTP/2 does not (RFC 9113 section 8.6).
  return statusCode.test(status) && status !== "101" ? undefined : `the :status ${quoted(status)}`;
}
