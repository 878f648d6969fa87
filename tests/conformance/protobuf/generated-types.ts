import { execFileSync } from "node:child_process";
import { readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { create, createFileRegistry, type DescMessage, type FileRegistry, fromBinary } from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import type { MessageDescriptor } from "@kitex-ts/codec-protobuf";
import { type TypeRegistry, typeRegistry } from "@kitex-ts/codec-protobuf/json";
import { type ScratchFolder, scratchFolder } from "../../support/scratch.ts";
import { root } from "../../support/workspace.ts";
import { edition2023, flavors, protoText } from "./test-messages.ts";

/** The message types of the cases, as the tool generated them and as protobuf-es knows them. */
export interface GeneratedTypes extends Disposable {
  readonly types: TypeRegistry;
  readonly reference: FileRegistry;
}

/** Generates the code of all files, into a folder that goes away with the result. */
export async function generateTypes(): Promise<GeneratedTypes> {
  const folder = scratchFolder();
  const files = {
    ...Object.fromEntries(flavors.map((flavor) => [flavor.fileName, protoText(flavor)])),
    [edition2023.fileName]: edition2023.text,
  };
  folder.write({ ...files, "package.json": '{ "type": "module" }' });
  symlinkSync(join(root, "tests/node_modules"), join(folder.path, "node_modules"), "junction");
  const cli = join(root, "packages/tool/src/cli.ts");
  const flags = ["--conditions=@kitex-ts/source", cli, "gen", "--import-extension", "ts", ...Object.keys(files)];
  execFileSync(process.execPath, flags, { cwd: folder.path, stdio: "pipe" });
  const { descriptors, protos } = await loaded(folder);
  const set = create(FileDescriptorSetSchema, { file: inOrder(protos) });
  return {
    types: typeRegistry(...descriptors),
    reference: createFileRegistry(set),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

/** What protobuf-es knows of a message type. */
export function referenceOf({ reference }: GeneratedTypes, name: string): DescMessage {
  const found = reference.getMessage(name);
  if (found === undefined) throw new TypeError(`no message ${name}`);
  return found;
}

async function loaded(
  folder: ScratchFolder,
): Promise<{ descriptors: MessageDescriptor[]; protos: FileDescriptorProto[] }> {
  const descriptors: MessageDescriptor[] = [];
  const protos: FileDescriptorProto[] = [];
  const generated = join(folder.path, "kitex-gen");
  for (const path of readdirSync(generated, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith("codec.ts")) continue;
    const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(join(generated, path)).href);
    for (const value of Object.values(module)) {
      if (isDescriptor(value)) descriptors.push(value);
      else if (typeof value === "string")
        protos.push(fromBinary(FileDescriptorProtoSchema, Buffer.from(value, "base64")));
    }
  }
  return { descriptors, protos };
}

function isDescriptor(value: unknown): value is MessageDescriptor {
  return typeof value === "object" && value !== null && "fields" in value && "read" in value;
}

/** Imported files first. */
function inOrder(protos: readonly FileDescriptorProto[]): FileDescriptorProto[] {
  const ordered = new Set<FileDescriptorProto>();
  const add = (proto: FileDescriptorProto): void => {
    for (const dependency of proto.dependency) {
      const imported = protos.find(({ name }) => name === dependency);
      if (imported !== undefined && !ordered.has(imported)) add(imported);
    }
    ordered.add(proto);
  };
  for (const proto of protos) add(proto);
  return [...ordered];
}
