import type { DiagnosticList } from "../diagnostic-list.ts";
import { SourceText } from "../source.ts";
import { shown } from "../thrift/shown.ts";
import { decodeDescriptor, filesOfSet } from "./descriptor-codec.ts";
import { type LoadedProgram, loadedProgram } from "./loaded-program.ts";
import type { SourceFile } from "./source-file.ts";
import { sitesOf } from "./source-info.ts";

/** How a message calls a set whose bytes are wrong. */
const setPath = "descriptor set";

/** The files of a serialized `FileDescriptorSet`, and which of them are wanted. */
export function compiledFiles(
  set: Uint8Array,
  filesToGenerate: readonly string[],
  diagnostics: DiagnosticList,
): LoadedProgram {
  const byName = new Map<string, SourceFile>();
  try {
    for (const bytes of filesOfSet(set)) {
      const file = compiledFile(bytes);
      byName.set(file.descriptor.name, file);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    diagnostics.fileError(setPath, `this is no set of descriptors: ${reason}`);
  }
  for (const { imports, source } of byName.values()) {
    for (const { name } of imports) {
      if (!byName.has(name)) diagnostics.fileError(source.displayPath, `the imported ${shown(name)} is not in the set`);
    }
  }
  const entries = filesToGenerate.flatMap((name) => {
    const file = byName.get(name);
    if (file === undefined) diagnostics.fileError(setPath, `there is no file ${shown(name)} in it`);
    return file ?? [];
  });
  return loadedProgram(entries, byName, diagnostics);
}

function compiledFile(bytes: Uint8Array): SourceFile {
  const descriptor = decodeDescriptor(bytes);
  const { name, dependency, publicDependency } = descriptor;
  return {
    descriptor,
    source: new SourceText(name, name, ""),
    sites: sitesOf(descriptor, name),
    options: new Map(),
    imports: dependency.map((imported, index) => {
      const modifier = publicDependency.includes(index) ? ("public" as const) : undefined;
      return { name: imported, modifier, start: 0, end: 0 };
    }),
    damaged: false,
    incomplete: false,
    compiled: bytes,
  };
}
