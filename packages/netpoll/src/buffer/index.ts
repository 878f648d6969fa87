export { ByteReader, UnexpectedEndError } from "./byte-reader.ts";
export { ByteWriter } from "./byte-writer.ts";
