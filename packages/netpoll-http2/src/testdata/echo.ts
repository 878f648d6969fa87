import { HeaderList } from "../header-list.ts";
import type { Http2Stream } from "../http2-stream.ts";
import type { SessionEvents } from "../session-events.ts";
import type { StreamEvents } from "../stream-events.ts";

const ok = new HeaderList([{ name: ":status", value: "200" }]);

/** A server that sends back what it is sent, as fast as its peer takes it, and its length in a trailer. */
export function echo(): SessionEvents {
  return {
    onStream: (stream, _headers, endStream) => echoOn(stream, endStream),
    onClose: () => {},
  };
}

function echoOn(stream: Http2Stream, endStream: boolean): StreamEvents {
  let length = 0;
  /** Bytes that came while too much waited to be sent. */
  let owed = 0;
  const end = (): void => {
    stream.sendHeaders(new HeaderList([{ name: "x-length", value: String(length) }]), true);
  };
  stream.sendHeaders(ok, false);
  if (endStream) end();
  return {
    onHeaders: end,
    onData: (bytes, last) => {
      length += bytes.length;
      stream.sendData((out) => out.writeBytes(bytes), false);
      if (last) end();
      else if (stream.writable) stream.consumed(bytes.length);
      else owed += bytes.length;
    },
    onWritable: () => {
      stream.consumed(owed);
      owed = 0;
    },
    onReset: () => {},
  };
}
