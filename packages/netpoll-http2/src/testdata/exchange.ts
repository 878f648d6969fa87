import { type HeaderField, HeaderList } from "../header-list.ts";
import type { Http2Session } from "../session.ts";

/** A request of a body. */
export const post: HeaderList = new HeaderList([
  { name: ":method", value: "POST" },
  { name: ":scheme", value: "http" },
  { name: ":authority", value: "test" },
  { name: ":path", value: "/" },
]);

/** What came back. */
export interface Response {
  readonly status: string | undefined;
  readonly body: Buffer;
  readonly trailers: readonly HeaderField[];
}

/** Sends a request, and collects its response. Rejects when the stream is reset. */
export function exchange(session: Http2Session, body: Buffer, request: HeaderList = post): Promise<Response> {
  return new Promise((resolve, reject) => {
    let status: string | undefined;
    let trailers: readonly HeaderField[] = [];
    const parts: Buffer[] = [];
    const settle = (): void => resolve({ status, trailers, body: Buffer.concat(parts) });
    const stream = session.open(request, body.length === 0, {
      onHeaders: (headers, end) => {
        if (status === undefined) status = headers.get(":status");
        else trailers = headers.fields;
        if (end) settle();
      },
      onData: (bytes, end) => {
        parts.push(bytes);
        stream.consumed(bytes.length);
        if (end) settle();
      },
      onReset: ({ message }) => reject(new Error(message)),
    });
    if (body.length > 0) stream.sendData((out) => out.writeBytes(body), true);
  });
}
