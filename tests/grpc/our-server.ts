import { registerHealth } from "@kitex-ts/codec-protobuf/health";
import { registerReflection } from "@kitex-ts/codec-protobuf/reflection";
import { createServer, type ServerOptions, silentLogger } from "@kitex-ts/core";
import { type GrpcServerOptions, grpcServer } from "@kitex-ts/core/grpc";
import { Echo } from "./kitex-gen/interop/echo/service.ts";
import { EchoStream } from "./kitex-gen/streams/stream/service.ts";
import { Refused } from "./kitex-gen/streams/stream/types.ts";
import { scriptedHandlers } from "./our-handlers.ts";

/** A server of both IDLs, with health and reflection. */
export interface OurServer extends AsyncDisposable {
  /** `host:port`. */
  readonly address: string;
  close(): Promise<void>;
}

/** Starts one on a free port of 127.0.0.1. */
export async function startOurServer(
  grpcOptions: GrpcServerOptions = {},
  options: ServerOptions = {},
): Promise<OurServer> {
  const server = createServer({
    port: 0,
    host: "127.0.0.1",
    logger: silentLogger,
    protocols: [grpcServer({ maxReceiveMessageBytes: 16 * 1024 * 1024, compressors: ["gzip"], ...grpcOptions })],
    ...options,
  });
  server.register(Echo, scriptedHandlers);
  server.register(EchoStream, {
    ...scriptedHandlers,
    plain(request, ctx) {
      const refused = request.script?.failure?.refused;
      if (refused !== undefined) throw new Refused({ why: refused });
      return scriptedHandlers.unary(request, ctx);
    },
  });
  registerHealth(server);
  registerReflection(server);
  const { port } = await server.listen();
  const close = (): Promise<void> => server.close();
  return { address: `127.0.0.1:${port}`, close, [Symbol.asyncDispose]: close };
}
