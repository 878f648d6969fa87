import type { DiagnosticList } from "../diagnostic-list.ts";
import type { LoadedProgram } from "./imports.ts";
import { Linker } from "./link.ts";
import { MessageShapes } from "./message-shapes.ts";
import { serializeOptions } from "./option-sites.ts";
import { OptionInterpreter } from "./options.ts";
import { SymbolTable } from "./symbols.ts";
import { visibleFrom } from "./visible.ts";

/** Resolves the names of a program's files and serializes their options. */
export function resolveProto(
  { files: own, byName, optionTypes }: LoadedProgram,
  diagnostics: DiagnosticList,
): MessageShapes {
  const files = new Set(optionTypes === undefined ? own : [optionTypes, ...own]);
  const symbols = new SymbolTable(() => {});
  for (const file of files) symbols.addFile(file);
  const linkers = new Map(
    Array.from(files, (file) => [file, new Linker(file, symbols, visibleFrom(file, byName), diagnostics)]),
  );
  for (const linker of linkers.values()) linker.linkTypes();
  const shapes = new MessageShapes(files, symbols);
  for (const [file, linker] of linkers) {
    serializeOptions(file, new OptionInterpreter(file.source, linker, shapes, diagnostics));
  }
  return shapes;
}
