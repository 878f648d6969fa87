import type { PayloadCodec } from "../../../payload/payload-codec.ts";

const GRPC = "application/grpc";

/** The sub-type that a bare `application/grpc` means. */
const PROTO = "proto";

/** The content type of a codec's messages, as Kitex writes it: bare for Protobuf. */
export function contentTypeOf({ contentSubtype }: Pick<PayloadCodec, "contentSubtype">): string {
  return contentSubtype === PROTO ? GRPC : `${GRPC}+${contentSubtype}`;
}

/**
 * What a content type says of gRPC messages: their sub-type in lower case, empty for none; `undefined` when it is not
 * gRPC's. Kitex reads `application/grpc;x` as it does `application/grpc+x`.
 */
export function grpcSubtype(contentType: string | undefined): string | undefined {
  if (contentType === undefined) return undefined;
  const lower = contentType.toLowerCase();
  if (!lower.startsWith(GRPC)) return undefined;
  if (lower.length === GRPC.length) return "";
  const separator = lower.charAt(GRPC.length);
  return separator === "+" || separator === ";"
    ? lower
        .slice(GRPC.length + 1)
        .split(";", 1)[0]
        ?.trim()
    : undefined;
}

/** The content type of an answer to messages of a sub-type: the same as Kitex's, an echo. */
export function answeringContentType(subtype: string): string {
  return subtype === "" ? GRPC : `${GRPC}+${subtype}`;
}

/**
 * Whether messages of a sub-type are a codec's. Only `thrift` is Thrift, everything else Protobuf, as in Kitex; any
 * other codec is meant by its own name.
 */
export function speaks({ contentSubtype }: Pick<PayloadCodec, "contentSubtype">, subtype: string): boolean {
  if (contentSubtype === PROTO) return subtype !== "thrift";
  return subtype === contentSubtype;
}
