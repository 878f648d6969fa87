import type { MethodDefinition, ServiceDefinition, StructDefinition, ThriftFile } from "@kitex-ts/idl";
import { assertDistinctFolders, folderOf } from "./folders.ts";
import { MethodProperties } from "./method-properties.ts";
import { type MethodNames, type ModuleNames, planNames, type ServiceNames, type StructNames } from "./module-names.ts";
import { type I64Mapping, Shapes } from "./shapes.ts";

/** How the specifier of a generated file ends in an import. */
export type ImportExtension = ".ts" | ".js" | "";

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

/** The files of one folder, by what is in them. */
const moduleParts = ["types", "codec", "service", "client", "server"] as const;
export type ModulePart = (typeof moduleParts)[number];

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
    assertDistinctFolders(
      folders,
      moduleParts.map((part) => `${part}.ts`),
    );
    const properties = new MethodProperties();
    for (const [file, folder] of folders) {
      const names = planNames(file, this.shapes, properties);
      this.#modules.set(file, { file, folder, names });
    }
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

/** A relative import from a folder to a file given without its ending; both with `/` below the same root. */
export function importSpecifier(fromFolder: string, target: string, extension: ImportExtension): string {
  const from = fromFolder === "" ? [] : fromFolder.split("/");
  const to = target.split("/");
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = "../".repeat(from.length - shared);
  return `${up === "" ? "./" : up}${to.slice(shared).join("/")}${extension}`;
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is not part of the plan`);
  return value;
}
