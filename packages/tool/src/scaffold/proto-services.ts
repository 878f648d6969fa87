import type { ProtoFile } from "@kitex-ts/idl/proto";
import { handlerParameter } from "../emit/call-shape.ts";
import { type NameScope, uncapitalized } from "../plan/naming.ts";
import type { ProtoPlan } from "../plan/proto/proto-plan.ts";
import type { ScaffoldService } from "./scaffold-services.ts";

/** All services of .proto files, with names that are distinct in one module. */
export function scaffoldProtoServices(
  files: readonly ProtoFile[],
  plan: ProtoPlan,
  scope: NameScope,
): ScaffoldService[] {
  return files
    .flatMap((file) => file.services)
    .map((service) => {
      const names = plan.service(service);
      return {
        name: service.name,
        language: "protobuf",
        info: { name: names.info, local: scope.claim(names.info) },
        handlerType: { name: names.handler, local: scope.claim(names.handler) },
        handler: scope.claim(uncapitalized(names.handler)),
        from: `${plan.module(service.file).folder}/service`,
        doc: service,
        methods: service.methods.map((method) => ({
          property: names.methods.get(method) ?? method.name,
          title: `${service.name}.${method.name}`,
          parameters: [handlerParameter(method.streaming, "request", "").name, "ctx"],
          streaming: method.streaming,
          doc: method,
        })),
      };
    });
}
