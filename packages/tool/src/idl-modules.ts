import { dirname, isAbsolute, relative, sep } from "node:path";
import type { ProtoFile } from "@kitex-ts/idl/proto";
import { builtInSource } from "./emit/header.ts";
import { renderProtoModule } from "./emit/proto/render-proto.ts";
import { type OutputFile, renderModule } from "./emit/render-program.ts";
import type { LoadedIdl } from "./load.ts";
import { type PlanOptions, ProgramPlan } from "./plan/program-plan.ts";
import { ProtoPlan } from "./plan/proto/proto-plan.ts";
import { scaffoldProtoServices } from "./scaffold/proto-services.ts";
import { type ScaffoldService, scaffoldScope, scaffoldServices } from "./scaffold/scaffold-services.ts";

/** What is generated for one IDL file, of either language. */
export interface IdlModule {
  /** How generated files name the IDL file. */
  readonly source: string;
  /** The file's absolute path; `undefined` for one that is built in. */
  readonly path: string | undefined;
  /** Below the output folder. */
  readonly folder: string;
  render(): OutputFile[];
}

/** A program of both languages with its plans: what exists and what it is called. */
export class IdlModules {
  readonly #idl: LoadedIdl;
  readonly #outDir: string;
  readonly #thrift: ProgramPlan;
  readonly #proto: ProtoPlan;

  /** Throws a `ToolError` when two files would be written to one place, or to a place that is none. */
  constructor(idl: LoadedIdl, outDir: string, options: PlanOptions) {
    this.#idl = idl;
    this.#outDir = outDir;
    this.#thrift = new ProgramPlan(idl.thrift.files, options);
    this.#proto = new ProtoPlan(idl.proto.files, options, this.#thrift.folders);
  }

  /** One for each file of the program: `entries` are those that were asked for. */
  list(which: "entries" | "files"): IdlModule[] {
    const thrift = this.#idl.thrift[which].map((file): IdlModule => {
      const module = this.#thrift.module(file);
      const source = sourceName(file.path, this.#outDir);
      return {
        source,
        path: file.path,
        folder: module.folder,
        render: () => renderModule(this.#thrift, module, source),
      };
    });
    const proto = this.#idl.proto[which].map((file): IdlModule => {
      const module = this.#proto.module(file);
      const path = pathOf(file);
      const source = path === undefined ? builtInSource(file.importName) : sourceName(path, this.#outDir);
      return { source, path, folder: module.folder, render: () => renderProtoModule(this.#proto, module, source) };
    });
    return [...thrift, ...proto];
  }

  /** The services of the files that were asked for, as a scaffold mentions them. */
  services(): ScaffoldService[] {
    const names = scaffoldScope();
    const { thrift, proto } = this.#idl;
    return [
      ...scaffoldServices(thrift.entries, this.#thrift, names),
      ...scaffoldProtoServices(proto.entries, this.#proto, names),
    ];
  }
}

/** How a generated file names the IDL file it was made from. */
function sourceName(path: string, outDir: string): string {
  return relative(dirname(outDir), path).split(sep).join("/");
}

/** Where a .proto file lies; `undefined` for one that is built in. */
function pathOf(file: ProtoFile): string | undefined {
  return isAbsolute(file.path) ? file.path : undefined;
}
