import type { SourceFile } from "./source-file.ts";

/** What one file can name: its own definitions, those of its imports, and those of what these import publicly. */
export interface Visible {
  readonly files: ReadonlySet<SourceFile>;
  /** Their packages, and what encloses these. */
  readonly packages: ReadonlySet<string>;
  /** Whether one of them could not be read whole, or at all. */
  readonly incomplete: boolean;
}

/** `byName` gives the files of a program by the name that imports use. */
export function visibleFrom(file: SourceFile, byName: ReadonlyMap<string, SourceFile>): Visible {
  const files = new Set([file]);
  let missing = false;
  for (const { name } of file.imports) {
    const imported = byName.get(name);
    if (imported === undefined) missing = true;
    else for (const each of handedOn(imported, byName)) files.add(each);
  }
  const packages = new Set<string>();
  for (const { descriptor } of files) {
    for (let name = descriptor.package ?? ""; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf(".")))) {
      packages.add(name);
    }
  }
  const incomplete = missing || [...files].some((each) => each.incomplete || lacksPublicImport(each, byName));
  return { files, packages, incomplete };
}

/** What a file shows to those that import it: itself, and what it imports publicly. */
export function handedOn(file: SourceFile, byName: ReadonlyMap<string, SourceFile>): ReadonlySet<SourceFile> {
  const files = new Set([file]);
  // A set goes through what is added to it on the way.
  for (const { imports } of files) {
    for (const { name, modifier } of imports) {
      const imported = modifier === "public" ? byName.get(name) : undefined;
      if (imported !== undefined) files.add(imported);
    }
  }
  return files;
}

function lacksPublicImport({ imports }: SourceFile, byName: ReadonlyMap<string, SourceFile>): boolean {
  return imports.some(({ name, modifier }) => modifier === "public" && !byName.has(name));
}
