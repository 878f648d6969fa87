import type { DiagnosticList } from "../../diagnostic-list.ts";
import { shown } from "../../thrift/shown.ts";
import type { SourceFile } from "../source-file.ts";
import { handedOn } from "../visible.ts";

/** Warns of imports that nothing in a file needs; `used` are the files whose definitions it names. */
export function checkImports(
  file: SourceFile,
  byName: ReadonlyMap<string, SourceFile>,
  used: ReadonlySet<SourceFile>,
  diagnostics: DiagnosticList,
): void {
  for (const syntax of file.imports) {
    const imported = byName.get(syntax.name);
    if (syntax.modifier === "public" || imported === undefined || imported.incomplete) continue;
    if ([...handedOn(imported, byName)].some((each) => used.has(each))) continue;
    diagnostics.warning(file.source, syntax, `nothing here uses the import ${shown(syntax.name)}`);
  }
}
