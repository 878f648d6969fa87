import type { SourceFile } from "./source-file.ts";

/** What one file can name: its own definitions, those of its imports, and those of what these import publicly. */
export interface Visible {
  readonly files: ReadonlySet<SourceFile>;
  /** Their packages, and what encloses these. */
  readonly packages: ReadonlySet<string>;
  /** Whether one of them could not be read whole. */
  readonly incomplete: boolean;
}

/** `fileOf` gives the files of a program by the name that imports use. */
export function visibleFrom(file: SourceFile, fileOf: ReadonlyMap<string, SourceFile>): Visible {
  const files = new Set([file]);
  let incomplete = file.incomplete;
  const add = (name: string | undefined) => {
    const imported = name === undefined ? undefined : fileOf.get(name);
    if (imported === undefined) incomplete = true;
    else files.add(imported);
  };
  for (const name of [...file.descriptor.dependency, ...file.descriptor.optionDependency]) add(name);
  // A set goes through what is added to it on the way.
  for (const each of files) {
    if (each === file) continue;
    incomplete ||= each.incomplete;
    const { dependency, publicDependency } = each.descriptor;
    for (const index of publicDependency) add(dependency[index]);
  }
  const packages = new Set<string>();
  for (const { descriptor } of files) {
    for (let name = descriptor.package ?? ""; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf(".")))) {
      packages.add(name);
    }
  }
  return { files, packages, incomplete };
}
