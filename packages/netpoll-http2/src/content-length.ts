import { Http2ErrorCode } from "./error-code.ts";
import { streamError } from "./frame-error.ts";
import type { HeaderList } from "./header-list.ts";

/**
 * How many bytes of data a message announces; `undefined` when it does not. Throws a stream error for what is no
 * number, or two that differ (RFC 9113 section 8.1.1, RFC 9110 section 8.6).
 */
export function contentLength(headers: HeaderList): number | undefined {
  let announced: string | undefined;
  for (const { name, value } of headers.fields) {
    if (name !== "content-length") continue;
    if (!/^[0-9]{1,15}$/.test(value) || (announced !== undefined && value !== announced)) {
      throw streamError(Http2ErrorCode.ProtocolError, "a content-length that is no number");
    }
    announced = value;
  }
  return announced === undefined ? undefined : Number(announced);
}
