import { HeaderList, Http2ErrorCode, type Http2Stream, type StreamEvents } from "@kitex-ts/netpoll-http2";

/** What is answered to a request that is not gRPC. */
export interface PlainAnswer {
  /** HTTP's status. */
  readonly status: string;
  readonly text: string;
}

/** Answers as an HTTP server would, without a body to HEAD, and hears nothing of the rest of the request. */
export function answerPlain(
  stream: Http2Stream,
  { status, text }: PlainAnswer,
  headOnly: boolean,
  requestEnded: boolean,
): StreamEvents {
  const body = Buffer.from(text, "utf8");
  const head = new HeaderList([
    { name: ":status", value: status },
    { name: "content-type", value: "text/plain; charset=utf-8" },
    { name: "content-length", value: String(body.length) },
  ]);
  stream.sendHeaders(head, headOnly);
  if (!headOnly) stream.sendData((out) => out.writeBytes(body), true);
  // A reset drops what waits for room in a window: then the caller's own end has to do.
  if (!requestEnded && stream.pendingBytes === 0) stream.reset(Http2ErrorCode.NoError);
  return deaf(stream);
}

/** Drops what still comes on a stream that was answered. */
export function deaf(stream: Http2Stream): StreamEvents {
  return {
    onHeaders: () => {},
    onData: (bytes) => stream.consumed(bytes.length),
    onReset: () => {},
  };
}
