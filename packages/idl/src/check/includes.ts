import { basename, dirname, isAbsolute, resolve } from "node:path";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { displayPathOf, type FileReader } from "../file-reader.ts";
import type { SourceText } from "../source.ts";
import { SourceCache } from "../source-cache.ts";
import { parseThrift } from "../thrift/parser.ts";
import { shown } from "../thrift/shown.ts";
import type { FileSyntax, IncludeSyntax } from "../thrift/syntax.ts";
import { cycleText, dependencyOrder } from "./dependency-order.ts";

export interface LoadedFile {
  readonly source: SourceText;
  readonly syntax: FileSyntax;
  readonly includes: LoadedInclude[];
}

export interface LoadedInclude {
  readonly syntax: IncludeSyntax;
  /** What qualifies names of that file. */
  readonly alias: string;
  /** `undefined` when it could not be read, which was reported. */
  readonly file: LoadedFile | undefined;
}

/**
 * Reads a file and all that it includes, each once, and reports what is missing and which files include themselves.
 * The result has included files first and the entry last; it is empty when the entry cannot be read.
 */
export function loadFiles(
  entryPath: string,
  includePaths: readonly string[],
  reader: FileReader,
  diagnostics: DiagnosticList,
): readonly LoadedFile[] {
  const loader = new Loader(includePaths, reader, diagnostics);
  const entry = loader.loadEntry(resolve(entryPath));
  if (entry === undefined) return [];
  const { order, cycles } = dependencyOrder([entry], (file) =>
    file.includes.flatMap(({ file: included }) => (included === undefined ? [] : [included])),
  );
  for (const cycle of cycles) reportCycle(cycle, diagnostics);
  return order;
}

class Loader {
  readonly #includePaths: readonly string[];
  readonly #files: SourceCache<LoadedFile>;
  readonly #diagnostics: DiagnosticList;

  constructor(includePaths: readonly string[], reader: FileReader, diagnostics: DiagnosticList) {
    this.#includePaths = includePaths.map((path) => resolve(path));
    this.#files = new SourceCache(reader);
    this.#diagnostics = diagnostics;
  }

  loadEntry(path: string): LoadedFile | undefined {
    const entry = this.#load(path, (problem) => this.#diagnostics.fileError(displayPathOf(path), problem));
    if (entry === "missing") {
      this.#diagnostics.fileError(displayPathOf(path), "there is no such file");
      return undefined;
    }
    if (entry === undefined) return undefined;
    const waiting = [entry];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      for (const syntax of file.syntax.includes) {
        const before = this.#files.count;
        const included = this.#loadInclude(file, syntax);
        file.includes.push({ syntax, alias: basename(syntax.path).replace(/\.thrift$/, ""), file: included });
        if (included !== undefined && this.#files.count > before) waiting.push(included);
      }
    }
    return entry;
  }

  #loadInclude(from: LoadedFile, syntax: IncludeSyntax): LoadedFile | undefined {
    const report = (message: string, hint?: string) => this.#diagnostics.error(from.source, syntax, message, hint);
    if (syntax.path === "") {
      report("the path of the included file is empty");
      return undefined;
    }
    const folders = isAbsolute(syntax.path) ? [""] : [dirname(from.source.path), ...this.#includePaths];
    for (const folder of folders) {
      const file = this.#load(resolve(folder, syntax.path), report);
      if (file !== "missing") return file;
    }
    const places = folders.length > 1 || folders[0] !== "" ? folders.map(displayPathOf).join(", ") : undefined;
    report(`there is no file ${shown(syntax.path)}`, places === undefined ? undefined : `looked in ${places}`);
    return undefined;
  }

  /** `undefined` after a problem was reported. */
  #load(path: string, report: (problem: string) => void): LoadedFile | "missing" | undefined {
    const make = (source: SourceText) => ({ source, syntax: parseThrift(source, this.#diagnostics), includes: [] });
    return this.#files.load(path, make, report);
  }
}

function reportCycle(cycle: readonly LoadedFile[], diagnostics: DiagnosticList): void {
  const [first, last] = [cycle[0], cycle.at(-1)];
  const closing = last?.includes.find(({ file }) => file === first)?.syntax;
  if (last === undefined || closing === undefined) return;
  if (cycle.length === 1) {
    diagnostics.error(last.source, closing, "this file includes itself");
  } else {
    const names = cycle.map(({ source }) => source.displayPath);
    diagnostics.error(last.source, closing, `the includes go round in a circle: ${cycleText(names)}`);
  }
}
