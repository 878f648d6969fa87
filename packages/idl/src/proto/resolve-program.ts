import type { DiagnosticList } from "../diagnostic-list.ts";
import { shown } from "../thrift/shown.ts";
import { Linker } from "./link.ts";
import type { LoadedProgram } from "./loaded-program.ts";
import { MessageShapes } from "./message-shapes.ts";
import { serializeOptions } from "./option-sites.ts";
import { OptionInterpreter } from "./options.ts";
import { checkRules } from "./rules/check-rules.ts";
import { checkImports } from "./rules/import-rules.ts";
import { siteOf } from "./source-file.ts";
import { type OnDuplicate, SymbolTable } from "./symbols.ts";
import { visibleFrom } from "./visible.ts";

/**
 * Resolves the names of a program's files, serializes their options and checks the rules of Protobuf. In files that came
 * as descriptors all that was done; only whether their names stand for something is checked again.
 */
export function resolveProto(
  { entries, files: own, byName, optionTypes }: LoadedProgram,
  diagnostics: DiagnosticList,
): MessageShapes {
  const files = new Set(optionTypes === undefined ? own : [optionTypes, ...own]);
  const symbols = new SymbolTable(reportsTo(diagnostics));
  for (const file of files) symbols.addFile(file);
  const linkers = new Map(
    Array.from(files, (file) => [file, new Linker(file, symbols, visibleFrom(file, byName), diagnostics)]),
  );
  for (const linker of linkers.values()) linker.linkTypes();
  const shapes = new MessageShapes(files, symbols);
  const texts = new Map([...linkers].filter(([{ compiled }]) => compiled === undefined));
  for (const [file, linker] of texts) {
    serializeOptions(file, new OptionInterpreter(file, linker, shapes, diagnostics));
  }
  checkRules(
    own.filter((file) => texts.has(file)),
    shapes,
    diagnostics,
  );
  for (const file of entries) {
    const used = texts.get(file)?.used;
    if (used !== undefined && !file.damaged) checkImports(file, byName, used, diagnostics);
  }
  return shapes;
}

function reportsTo(diagnostics: DiagnosticList): OnDuplicate {
  return (name, first, file, part) => {
    const { span } = siteOf(file, part);
    const what = first.kind === "package" ? "is the name of a package too" : "is defined twice";
    diagnostics.error(file.source, span, `${shown(name)} ${what}`, whereIs(first));
  };
}

function whereIs(first: Parameters<OnDuplicate>[1]): string | undefined {
  if (first.kind === "package") return undefined;
  const { file, line } = siteOf(first.file, first.part).position;
  return `the first, a ${first.kind}, is in ${file}:${line}`;
}
