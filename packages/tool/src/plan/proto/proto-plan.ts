import type { ThriftFile } from "@kitex-ts/idl";
import type { ProtoEnum, ProtoFile, ProtoMessage, ProtoService } from "@kitex-ts/idl/proto";
import { assertDistinctFolders, folderOfProto } from "../folders.ts";
import { type ImportExtension, importSpecifier, type ModulePart } from "../module-path.ts";
import type { I64Mapping } from "../shapes.ts";
import { MessageShapes } from "./message-shapes.ts";
import {
  type EnumNames,
  type MessageNames,
  type ProtoModuleNames,
  type ProtoServiceNames,
  planProtoNames,
} from "./module-names.ts";

export interface ProtoPlanOptions {
  readonly i64: I64Mapping;
  readonly importExtension: ImportExtension;
}

/** What will be generated for one .proto file. */
export interface ProtoModulePlan {
  readonly file: ProtoFile;
  /** Below the output folder, with `/` between its parts. */
  readonly folder: string;
  readonly names: ProtoModuleNames;
}

/** What will exist and what it is called, for a whole Protobuf program, before any text is printed. */
export class ProtoPlan {
  readonly options: ProtoPlanOptions;
  readonly #modules: ReadonlyMap<ProtoFile, ProtoModulePlan>;

  /**
   * Throws a `ToolError` when two files would be written to one place, or to a place that is none; `others` are the
   * Thrift files of the same run with their folders.
   */
  constructor(
    files: readonly ProtoFile[],
    options: ProtoPlanOptions,
    others: ReadonlyMap<ThriftFile, string> = new Map(),
  ) {
    this.options = options;
    const folders = new Map(files.map((file) => [file, folderOfProto(file)]));
    assertDistinctFolders(new Map<ThriftFile | ProtoFile, string>([...others, ...folders]));
    const shapes = new MessageShapes(options.i64);
    this.#modules = new Map(
      [...folders].map(([file, folder]) => [file, { file, folder, names: planProtoNames(file, shapes) }]),
    );
  }

  module(file: ProtoFile): ProtoModulePlan {
    return found(this.#modules.get(file), file.displayPath);
  }

  message(message: ProtoMessage): MessageNames {
    return found(this.module(message.file).names.messages.get(message), message.fullName);
  }

  enum(definition: ProtoEnum): EnumNames {
    return found(this.module(definition.file).names.enums.get(definition), definition.fullName);
  }

  service(service: ProtoService): ProtoServiceNames {
    return found(this.module(service.file).names.services.get(service), service.fullName);
  }

  /** What stands in an import of `to`'s part in a file of `from`. */
  specifier(from: ProtoModulePlan, to: ProtoFile, part: ModulePart): string {
    return importSpecifier(from.folder, `${this.module(to).folder}/${part}`, this.options.importExtension);
  }
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is not part of the plan`);
  return value;
}
