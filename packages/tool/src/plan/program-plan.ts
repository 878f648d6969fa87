import type { MethodDefinition, ServiceDefinition, StructDefinition, ThriftFile } from "@kitex-ts/idl";
import { assertDistinctFolders, folderOf } from "./folders.ts";
import { MethodProperties } from "./method-properties.ts";
import { type MethodNames, type ModuleNames, planNames, type ServiceNames, type StructNames } from "./module-names.ts";
import { type ImportExtension, importSpecifier, type ModulePart } from "./module-path.ts";
import { type I64Mapping, Shapes } from "./shapes.ts";

export interface PlanOptions {
  readonly i64: I64Mapping;
  readonly keepUnknownFields: boolean;
  readonly importExtension: ImportExtension;
}

/** What will be generated for one IDL file. */
export interface ModulePlan {
  readonly file: ThriftFile;
  /** Below the output folder, with `/` between its parts. */
  readonly folder: string;
  readonly names: ModuleNames;
}

/** What will exist and what it is called, for a whole program, before any text is printed. */
export class ProgramPlan {
  readonly options: PlanOptions;
  readonly shapes: Shapes;
  readonly #modules = new Map<ThriftFile, ModulePlan>();

  /** Throws a `ToolError` when two files would be written to one place, or to a place that is none. */
  constructor(files: readonly ThriftFile[], options: PlanOptions) {
    this.options = options;
    this.shapes = new Shapes(options.i64);
    const folders = new Map(files.map((file) => [file, folderOf(file)]));
    assertDistinctFolders(folders);
    const properties = new MethodProperties();
    for (const [file, folder] of folders) {
      const names = planNames(file, this.shapes, properties);
      this.#modules.set(file, { file, folder, names });
    }
  }

  /** Where each file's code goes. */
  get folders(): ReadonlyMap<ThriftFile, string> {
    return new Map([...this.#modules].map(([file, { folder }]) => [file, folder]));
  }

  module(file: ThriftFile): ModulePlan {
    return found(this.#modules.get(file), file.displayPath);
  }

  struct(struct: StructDefinition): StructNames {
    return found(this.module(struct.file).names.structs.get(struct.name), struct.name);
  }

  service(service: ServiceDefinition): ServiceNames {
    return found(this.module(service.file).names.services.get(service.name), service.name);
  }

  method(service: ServiceDefinition, method: MethodDefinition): MethodNames {
    return found(this.service(service).methods.get(method.name), `${service.name}.${method.name}`);
  }

  /** What stands in an import of `to`'s part in a file of `from`. */
  specifier(from: ModulePlan, to: ThriftFile, part: ModulePart): string {
    return importSpecifier(from.folder, `${this.module(to).folder}/${part}`, this.options.importExtension);
  }
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is not part of the plan`);
  return value;
}
