import type { ThriftFile } from "@kitex-ts/idl";
import { ToolError } from "../errors.ts";

/** The scopes whose namespace is ours, in the order in which they are looked for. */
const namespaceScopes = ["ts", "js", "go", "*"] as const;

/** Names that Windows keeps for devices, with any extension. */
const windowsDevice = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/** A part of a path that every file system takes: no separators, no control characters, no dot or blank at an end. */
const portableName = /^[^\s.<>:"/\\|?*\p{Cc}]([^<>:"/\\|?*\p{Cc}]*[^\s.<>:"/\\|?*\p{Cc}])?$/u;

/** The namespace of a file that decides its folder, and the scope it was given for. */
function namespaceOf(file: ThriftFile): { readonly scope: string; readonly name: string } | undefined {
  for (const scope of namespaceScopes) {
    const name = file.namespaces.get(scope);
    if (name !== undefined) return { scope, name };
  }
  return undefined;
}

/**
 * The folder of an IDL file below the output folder, with `/` between its parts: the namespace as a path, and below it
 * the file's base name unless the namespace ends in that name. Throws a `ToolError` for a namespace or file name that
 * is no safe path.
 */
export function folderOf(file: ThriftFile): string {
  const baseName = baseNameOf(file);
  const namespace = namespaceOf(file);
  if (namespace === undefined) return baseName;
  const parts = namespace.name.split(/[./]/);
  for (const part of parts) {
    if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(part) && !windowsDevice.test(part)) continue;
    throw new ToolError(
      `${file.displayPath}: the namespace ${JSON.stringify(namespace.name)} (${namespace.scope}) cannot be a folder: ` +
        (part === "" ? "a part of it is empty" : `${JSON.stringify(part)} is no name for one`),
      { hint: "write names of letters, digits and _ with dots between them, for example `namespace ts shop.item`" },
    );
  }
  return parts.at(-1) === baseName ? parts.join("/") : [...parts, baseName].join("/");
}

function baseNameOf(file: ThriftFile): string {
  const fileName = file.path.split(/[/\\]/).at(-1) ?? "";
  const baseName = fileName.replace(/\.thrift$/i, "");
  if (portableName.test(baseName) && !windowsDevice.test(baseName)) return baseName;
  throw new ToolError(`${file.displayPath}: ${JSON.stringify(baseName)} cannot be the name of a folder`, {
    hint: "rename the file: letters, digits, - and _ are safe everywhere",
  });
}

/**
 * Refuses files whose folders are the same, also on a file system that does not tell `a` from `A`, and a folder that
 * stands where another one has a file.
 */
export function assertDistinctFolders(folders: ReadonlyMap<ThriftFile, string>, fileNames: readonly string[]): void {
  const owners = new Map<string, ThriftFile>();
  for (const [file, folder] of folders) {
    const key = folded(folder);
    const other = owners.get(key);
    if (other !== undefined) throw clash(other, file, folders);
    owners.set(key, file);
  }
  for (const [file, folder] of folders) {
    for (const fileName of fileNames) {
      const inside = owners.get(folded(`${folder}/${fileName}`));
      if (inside !== undefined) throw clash(file, inside, folders);
    }
  }
}

function clash(first: ThriftFile, second: ThriftFile, folders: ReadonlyMap<ThriftFile, string>): ToolError {
  const [one, two] = [folders.get(first) ?? "", folders.get(second) ?? ""];
  const what =
    one === two
      ? `both write to the folder ${one}`
      : folded(one) === folded(two)
        ? `write to folders that differ only in case: ${one} and ${two}`
        : `write to ${one} and ${two}, which is a file of the first`;
  return new ToolError(`${first.displayPath} and ${second.displayPath} ${what}`, {
    hint: "give one of them another namespace (`namespace ts …`), or rename it",
  });
}

function folded(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
