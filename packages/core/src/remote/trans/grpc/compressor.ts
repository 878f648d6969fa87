/** How messages are compressed; `identity` is not at all. */
export type Compressor = "identity" | "gzip";

/** What `grpc-accept-encoding` says that this end reads. */
export const ACCEPTED_ENCODINGS = "identity,gzip";

/** Whether `name` is a compressor that this end knows. */
export function isCompressor(name: string): name is Compressor {
  return name === "identity" || name === "gzip";
}
