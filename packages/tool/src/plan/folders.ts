import type { ThriftFile } from "@kitex-ts/idl";
import type { ProtoFile } from "@kitex-ts/idl/proto";
import { ToolError } from "../errors.ts";
import { moduleParts } from "./module-path.ts";

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
 * The folder of a Thrift file below the output folder, with `/` between its parts: the namespace as a path, and below it
 * the file's base name unless the namespace ends in that name. Throws a `ToolError` for a namespace or file name that
 * is no safe path.
 */
export function folderOf(file: ThriftFile): string {
  const baseName = baseNameOf(file, /\.thrift$/i);
  const namespace = namespaceOf(file);
  if (namespace === undefined) return baseName;
  return folderIn(namespace.name, baseName, (part) => {
    const title = `the namespace ${JSON.stringify(namespace.name)} (${namespace.scope})`;
    return new ToolError(`${file.displayPath}: ${title} cannot be a folder: ${part}`, {
      hint: "write names of letters, digits and _ with dots between them, for example `namespace ts shop.item`",
    });
  });
}

/** The folder of a .proto file, by the same rule: its package is its namespace. */
export function folderOfProto(file: ProtoFile): string {
  const baseName = baseNameOf(file, /\.proto$/i);
  if (file.package === "") return baseName;
  return folderIn(file.package, baseName, (part) => {
    const title = `the package ${JSON.stringify(file.package)}`;
    return new ToolError(`${file.displayPath}: ${title} cannot be a folder: ${part}`, { hint: "rename the package" });
  });
}

/** The namespace as a path with the base name below it; `refusal` makes the error for what is wrong with a part. */
function folderIn(namespace: string, baseName: string, refusal: (problem: string) => ToolError): string {
  const parts = namespace.split(/[./]/);
  for (const part of parts) {
    if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(part) && !windowsDevice.test(part)) continue;
    throw refusal(part === "" ? "a part of it is empty" : `${JSON.stringify(part)} is no name for one`);
  }
  return parts.at(-1) === baseName ? parts.join("/") : [...parts, baseName].join("/");
}

/** An IDL file of either kind. */
type IdlFile = ThriftFile | ProtoFile;

function baseNameOf(file: IdlFile, extension: RegExp): string {
  const fileName = file.path.split(/[/\\]/).at(-1) ?? "";
  const baseName = fileName.replace(extension, "");
  if (portableName.test(baseName) && !windowsDevice.test(baseName)) return baseName;
  throw new ToolError(`${file.displayPath}: ${JSON.stringify(baseName)} cannot be the name of a folder`, {
    hint: "rename the file: letters, digits, - and _ are safe everywhere",
  });
}

/**
 * Refuses files whose folders are the same, also on a file system that does not tell `a` from `A`, and a folder that
 * stands where another one has a file.
 */
export function assertDistinctFolders(folders: ReadonlyMap<IdlFile, string>): void {
  const owners = new Map<string, IdlFile>();
  for (const [file, folder] of folders) {
    const key = folded(folder);
    const other = owners.get(key);
    if (other !== undefined) throw clash(other, file, folders);
    owners.set(key, file);
  }
  for (const [file, folder] of folders) {
    for (const part of moduleParts) {
      const inside = owners.get(folded(`${folder}/${part}.ts`));
      if (inside !== undefined) throw clash(file, inside, folders);
    }
  }
}

function clash(first: IdlFile, second: IdlFile, folders: ReadonlyMap<IdlFile, string>): ToolError {
  const [one, two] = [folders.get(first) ?? "", folders.get(second) ?? ""];
  const what =
    one === two
      ? `both write to the folder ${one}`
      : folded(one) === folded(two)
        ? `write to folders that differ only in case: ${one} and ${two}`
        : `write to ${one} and ${two}, which is a file of the first`;
  return new ToolError(`${first.displayPath} and ${second.displayPath} ${what}`, {
    hint: "give one of them another namespace (`namespace ts …`, or `package` in a .proto file), or rename it",
  });
}

function folded(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
