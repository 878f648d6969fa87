export { ByteReader, UnexpectedEndError } from "./byte-reader.ts";
export { ByteWriter } from "./byte-writer.ts";
export type { FrameLength, PendingBytes } from "./pending-bytes.ts";
