import type { ServerTransHandler } from "../server-trans-handler.ts";
import { ServedSession } from "./served-session.ts";
import { type GrpcServerOptions, resolveGrpcServerOptions } from "./server-options.ts";

/** The first eight bytes of HTTP/2's preface (RFC 9113 section 3.4): `PRI * HT`. */
const PREFACE_FIRST = 0x5052_4920;
const PREFACE_SECOND = 0x2a20_4854;

/** Answers gRPC over HTTP/2, with prior knowledge or ALPN, beside a server's other protocols. Throws `InvalidOption`. */
export function grpcServer(options: GrpcServerOptions = {}): ServerTransHandler {
  const resolved = resolveGrpcServerOptions(options);
  return {
    name: "grpc",
    alpn: "h2",
    matches: (first, second) => first === PREFACE_FIRST && second === PREFACE_SECOND,
    serve: (connection, wire) => new ServedSession(connection, wire, resolved),
  };
}
