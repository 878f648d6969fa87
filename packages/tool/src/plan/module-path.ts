/** How the specifier of a generated file ends in an import. */
export type ImportExtension = ".ts" | ".js" | "";

/** The files of one folder, by what is in them. */
export const moduleParts = ["types", "codec", "service", "client", "server"] as const;
export type ModulePart = (typeof moduleParts)[number];

/** A relative import from a folder to a file given without its ending; both with `/` below the same root. */
export function importSpecifier(fromFolder: string, target: string, extension: ImportExtension): string {
  const from = fromFolder === "" ? [] : fromFolder.split("/");
  const to = target.split("/");
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = "../".repeat(from.length - shared);
  return `${up === "" ? "./" : up}${to.slice(shared).join("/")}${extension}`;
}
