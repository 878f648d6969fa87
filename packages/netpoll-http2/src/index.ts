export { Http2ErrorCode } from "./error-code.ts";
export { type HeaderField, HeaderList } from "./header-list.ts";
export type { Http2Stream } from "./http2-stream.ts";
export { clientSession, type Http2Session, serverSession } from "./session.ts";
export type { SessionEvents } from "./session-events.ts";
export type { FloodLimits, SessionOptions } from "./session-options.ts";
export type { StreamEvents, StreamReset } from "./stream-events.ts";
