import { Status } from "@kitex-ts/core/grpc";
import type { ServerReflectionHandler } from "../kitex-gen/grpc/reflection/v1/reflection/service.ts";
import type {
  ServerReflectionRequest,
  ServerReflectionResponseInput,
} from "../kitex-gen/grpc/reflection/v1/reflection/types.ts";
import type { FileIndex } from "./file-index.ts";

type Answer = ServerReflectionResponseInput["messageResponse"];

/** Answers gRPC's reflection: `files` and `serviceNames` are asked when they are needed. */
export function reflectionHandler(
  files: () => FileIndex,
  serviceNames: () => readonly string[],
): ServerReflectionHandler {
  return {
    async *serverReflectionInfo(requests) {
      /** The files that this stream has had: it is told of none twice without asking. */
      const sent = new Set<string>();
      for await (const request of requests) {
        const messageResponse = answer(request, files(), serviceNames, sent);
        yield { validHost: request.host, originalRequest: request, messageResponse };
      }
    },
  };
}

function answer(
  { messageRequest }: ServerReflectionRequest,
  files: FileIndex,
  serviceNames: () => readonly string[],
  sent: Set<string>,
): Answer {
  if (messageRequest === undefined) return failure(Status.InvalidArgument, "the request asks for nothing");
  if ("listServices" in messageRequest) {
    return { listServicesResponse: { service: serviceNames().map((name) => ({ name })) } };
  }
  if ("fileByFilename" in messageRequest) {
    const { fileByFilename: name } = messageRequest;
    return fileOf(files, name, sent) ?? failure(Status.NotFound, `unknown file ${JSON.stringify(name)}`);
  }
  if ("fileContainingSymbol" in messageRequest) {
    const { fileContainingSymbol: symbol } = messageRequest;
    return (
      fileOf(files, files.declaring(symbol), sent) ??
      failure(Status.NotFound, `unknown symbol ${JSON.stringify(symbol)}`)
    );
  }
  if ("fileContainingExtension" in messageRequest) {
    const { containingType, extensionNumber } = messageRequest.fileContainingExtension;
    return (
      fileOf(files, files.extending(containingType, extensionNumber), sent) ??
      failure(Status.NotFound, `unknown extension ${extensionNumber} of ${JSON.stringify(containingType)}`)
    );
  }
  const { allExtensionNumbersOfType: baseTypeName } = messageRequest;
  const extensionNumber = files.extensionNumbers(baseTypeName);
  return extensionNumber === undefined
    ? failure(Status.NotFound, `unknown type ${JSON.stringify(baseTypeName)}`)
    : { allExtensionNumbersResponse: { baseTypeName, extensionNumber } };
}

function fileOf(files: FileIndex, name: string | undefined, sent: Set<string>): Answer {
  const fileDescriptorProto = name === undefined ? undefined : files.withImports(name, sent);
  return fileDescriptorProto === undefined ? undefined : { fileDescriptorResponse: { fileDescriptorProto } };
}

function failure(errorCode: number, errorMessage: string): Answer {
  return { errorResponse: { errorCode, errorMessage } };
}
