import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { WireForm } from "./incoming-message.ts";
import { type TTHeaderContent, writeTTHeader } from "./ttheader.ts";

/**
 * Writes one message in the given form. When anything throws, nothing of it stays in `out`.
 *
 * `header` is asked for only when the form has one.
 */
export function writeMessage(
  out: ByteWriter,
  form: WireForm,
  header: () => TTHeaderContent,
  writePayload: () => void,
): void {
  const start = out.length;
  const writeBody = form.framed ? () => writeFramed(out, writePayload) : writePayload;
  try {
    if (form.header) writeTTHeader(out, header(), writeBody);
    else writeBody();
  } catch (error) {
    out.truncate(start);
    throw error;
  }
}

function writeFramed(out: ByteWriter, writePayload: () => void): void {
  const lengthAt = out.reserve(4);
  writePayload();
  out.fillI32(lengthAt, out.length - lengthAt - 4);
}
