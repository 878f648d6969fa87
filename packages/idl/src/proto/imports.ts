import { dirname, isAbsolute, relative, resolve } from "node:path";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { displayPathOf, type FileReader } from "../file-reader.ts";
import { SourceText } from "../source.ts";
import { SourceCache } from "../source-cache.ts";
import { shown } from "../thrift/shown.ts";
import { builtInFile } from "./built-in-files.ts";
import { type LoadedProgram, loadedProgram } from "./loaded-program.ts";
import type { SourceFile } from "./source-file.ts";
import type { ImportSyntax } from "./text/header.ts";
import { readProto } from "./text/read-proto.ts";

/**
 * Reads .proto files and all that they import, each once, and reports what is missing and which files import themselves.
 *
 * An import is looked for in `includePaths`, then in the folders of the entries, then in the working directory, last among
 * the files that are built in. An entry is imported by its path from the first of these folders that holds it.
 */
export function loadImports(
  entryPaths: readonly string[],
  includePaths: readonly string[],
  reader: FileReader,
  diagnostics: DiagnosticList,
): LoadedProgram {
  const paths = entryPaths.map((path) => resolve(path));
  const folders = new Set([...includePaths.map((path) => resolve(path)), ...paths.map((path) => dirname(path))]);
  const loader = new ProtoLoader([...folders.add(process.cwd())], reader, diagnostics);
  const entries = paths.flatMap((path) => loader.loadEntry(path) ?? []);
  loader.loadImports();
  return loadedProgram(entries, loader.byName, diagnostics);
}

class ProtoLoader {
  readonly #folders: readonly string[];
  readonly #diagnostics: DiagnosticList;
  readonly #files: SourceCache<SourceFile>;
  readonly #waiting: SourceFile[] = [];
  readonly byName: Map<string, SourceFile> = new Map();

  constructor(folders: readonly string[], reader: FileReader, diagnostics: DiagnosticList) {
    this.#folders = folders;
    this.#files = new SourceCache(reader);
    this.#diagnostics = diagnostics;
  }

  loadEntry(path: string): SourceFile | undefined {
    const report = (problem: string) => this.#diagnostics.fileError(displayPathOf(path), problem);
    const file = this.#files.load(path, (source) => this.#parse(this.#importName(path), source), report);
    if (file === "missing") report("there is no such file");
    if (file === undefined || file === "missing") return undefined;
    const { name } = file.descriptor;
    const other = this.byName.get(name);
    if (other !== undefined && other !== file) {
      report(
        `${shown(other.source.displayPath)} is imported as ${shown(name)} too; give the folder above both as include path`,
      );
    }
    this.byName.set(name, file);
    return file;
  }

  /** Loads what the files loaded so far import, and so on. */
  loadImports(): void {
    for (let file = this.#waiting.pop(); file !== undefined; file = this.#waiting.pop()) {
      const listed = new Set<string>();
      for (const syntax of file.imports) {
        if (listed.has(syntax.name)) {
          this.#diagnostics.error(file.source, syntax, `${shown(syntax.name)} is imported twice`);
        }
        listed.add(syntax.name);
        const imported = this.byName.get(syntax.name) ?? this.#find(file, syntax);
        if (imported !== undefined) this.byName.set(syntax.name, imported);
      }
      // A file that is reached by two names has one of them.
      const { descriptor } = file;
      descriptor.dependency = descriptor.dependency.map((name) => this.byName.get(name)?.descriptor.name ?? name);
    }
  }

  #find(from: SourceFile, syntax: ImportSyntax): SourceFile | undefined {
    const { name } = syntax;
    const report = (message: string, hint?: string) => this.#diagnostics.error(from.source, syntax, message, hint);
    if (isAbsolute(name) || /(?:^|\/)\.{0,2}(?:\/|$)/.test(name)) {
      report(
        `${shown(name)} is no name of a file to import`,
        "it is a path from an include path down, as in a/b.proto",
      );
      return undefined;
    }
    for (const folder of this.#folders) {
      const file = this.#files.load(resolve(folder, name), (source) => this.#parse(name, source), report);
      if (file !== "missing") return file;
    }
    const text = builtInFile(name);
    if (text !== undefined) return this.#parse(name, new SourceText(name, name, text));
    report(`there is no file ${shown(name)}`, `looked in ${this.#folders.map(displayPathOf).join(", ")}`);
    return undefined;
  }

  #parse(name: string, source: SourceText): SourceFile {
    const file = readProto(name, source, this.#diagnostics);
    this.#waiting.push(file);
    return file;
  }

  #importName(path: string): string {
    const folder = this.#folders.find((each) => !/^\.\.(?:[/\\]|$)/.test(relative(each, path)));
    return relative(folder ?? dirname(path), path).replaceAll("\\", "/");
  }
}
