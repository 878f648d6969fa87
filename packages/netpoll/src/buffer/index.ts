export { ByteReader, MalformedVarintError, UnexpectedEndError } from "./byte-reader.ts";
export { ByteWriter } from "./byte-writer.ts";
export { hasBytesAt, i32At, u16At, u32At } from "./bytes.ts";
export type { FrameLength, PendingBytes } from "./pending-bytes.ts";
