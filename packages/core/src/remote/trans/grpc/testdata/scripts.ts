import type { OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";

/** The headers of a gRPC answer. */
export const head: OutgoingHttpHeaders = { ":status": 200, "content-type": "application/grpc+json" };

/** Answers with headers, data and trailers. */
export function answerWith(
  stream: ServerHttp2Stream,
  body: Uint8Array,
  trailers: OutgoingHttpHeaders = { "grpc-status": "0" },
  headers: OutgoingHttpHeaders = head,
): void {
  stream.respond(headers, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  stream.end(body);
}

/** Answers with headers and chunks of data, each in a turn of its own, and the end of the stream without trailers. */
export async function dataOnly(
  stream: ServerHttp2Stream,
  headers: OutgoingHttpHeaders,
  ...chunks: readonly (Uint8Array | string)[]
): Promise<void> {
  stream.respond(headers);
  for (const chunk of chunks) {
    stream.write(chunk);
    await new Promise((resolve) => setImmediate(resolve));
  }
  stream.end();
}

/** Answers with one block of headers. */
export function trailersOnly(stream: ServerHttp2Stream, trailers: OutgoingHttpHeaders): void {
  stream.respond({ ...head, ...trailers }, { endStream: true });
}

/** Settles with all that comes on a stream, at its end. */
export async function bodyOf(stream: ServerHttp2Stream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
