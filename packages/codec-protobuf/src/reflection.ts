import type { Server } from "@kitex-ts/core/extension";
import { fullNameOf } from "./full-name.ts";
import { ServerReflection as reflectionService } from "./kitex-gen/grpc/reflection/v1/reflection/service.ts";
import { ServerReflection as alphaService } from "./kitex-gen/grpc/reflection/v1alpha/reflection/service.ts";
import { FileIndex } from "./reflection/file-index.ts";
import { reflectionHandler } from "./reflection/reflection-handler.ts";

export type { ServerReflectionClient } from "./kitex-gen/grpc/reflection/v1/reflection/service.ts";
/** The service `grpc.reflection.v1.ServerReflection`, for clients. */
export { reflectionService };

/**
 * Lets a server tell gRPC's tools what it serves (`grpc.reflection.v1` and `v1alpha`); before `listen`.
 *
 * A service is listed by its full name; of one that no .proto file describes, tools learn no more than that.
 */
export function registerReflection(server: Server): void {
  let index: FileIndex | undefined;
  const files = (): FileIndex => {
    // Nothing is registered once the server listens, so what the first request finds is all there is.
    index ??= new FileIndex([...server.services, alphaService].flatMap(({ descriptors }) => descriptors?.() ?? []));
    return index;
  };
  const names = (): string[] => [...server.services, alphaService].map(fullNameOf).sort();
  // A method is found by its service's name without the package, as in Kitex, so one service answers for both versions.
  server.register(reflectionService, reflectionHandler(files, names), { onlyByName: true });
}
