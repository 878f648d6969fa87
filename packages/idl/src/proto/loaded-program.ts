import { cycleText, dependencyOrder } from "../check/dependency-order.ts";
import { DiagnosticList } from "../diagnostic-list.ts";
import { SourceText } from "../source.ts";
import { builtInFile } from "./built-in-files.ts";
import type { SourceFile } from "./source-file.ts";
import { readProto } from "./text/read-proto.ts";

/** The files of a program, each under the name that imports use. */
export interface LoadedProgram {
  readonly entries: readonly SourceFile[];
  /** Imported files first. */
  readonly files: readonly SourceFile[];
  readonly byName: ReadonlyMap<string, SourceFile>;
  /** What says what options there are, whether it is one of `files` or not: descriptor.proto, or a copy of another name. */
  readonly optionTypes: SourceFile | undefined;
}

const descriptorFile = "google/protobuf/descriptor.proto";

/** Puts loaded files in order and reports those that import themselves. */
export function loadedProgram(
  entries: readonly SourceFile[],
  byName: ReadonlyMap<string, SourceFile>,
  diagnostics: DiagnosticList,
): LoadedProgram {
  const distinct = [...new Set(entries)];
  const importsOf = (file: SourceFile) => file.imports.flatMap(({ name }) => byName.get(name) ?? []);
  const { order, cycles } = dependencyOrder(distinct, importsOf);
  for (const cycle of cycles) reportCycle(cycle, byName, diagnostics);
  const optionTypes = byName.get(descriptorFile) ?? order.find(definesOptions) ?? builtInOptionTypes();
  return { entries: distinct, files: order, byName, optionTypes };
}

function definesOptions({ descriptor }: SourceFile): boolean {
  return descriptor.package === "google.protobuf" && descriptor.messageType.some(({ name }) => name === "FileOptions");
}

function builtInOptionTypes(): SourceFile | undefined {
  const text = builtInFile(descriptorFile);
  if (text === undefined) return undefined;
  return readProto(descriptorFile, new SourceText(descriptorFile, descriptorFile, text), new DiagnosticList());
}

function reportCycle(
  cycle: readonly SourceFile[],
  byName: ReadonlyMap<string, SourceFile>,
  diagnostics: DiagnosticList,
): void {
  const [first, last] = [cycle[0], cycle.at(-1)];
  const closing = last?.imports.find(({ name }) => byName.get(name) === first);
  if (last === undefined || closing === undefined) return;
  if (cycle.length === 1) {
    diagnostics.error(last.source, closing, "this file imports itself");
  } else {
    const names = cycle.map(({ descriptor }) => descriptor.name);
    diagnostics.error(last.source, closing, `the imports go round in a circle: ${cycleText(names)}`);
  }
}
