import { readFileSync } from "node:fs";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor.js";
import { describe, expect, test } from "vitest";
import { loadDescriptors, loadProto } from "../load-proto.ts";
import type { ProtoFile, ProtoMessage, ProtoProgram } from "./ast.ts";
import { decodeDescriptor, withoutSourceInfo } from "./descriptor-codec.ts";
import { delimitedField } from "./wire-format.ts";

const folder = new URL("../testdata/compiled/", import.meta.url).pathname;

/** What buf makes of a file. */
const compiled = (name: string) => readFileSync(`${folder}${name}.binpb`);

function programOf(name: string): ProtoProgram {
  const result = loadProto([`${folder}${name}.proto`]);
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join("\n"));
  return result.program;
}

/** A set of descriptors as a plugin gets it: that of buf for the file itself, ours for what it imports. */
function setOf(name: string): Uint8Array {
  const imports = programOf(name).files.slice(0, -1);
  return Buffer.concat(
    [...imports.map(({ descriptor }) => descriptor), compiled(name)].map((file) => delimitedField(1, file)),
  );
}

describe.each(["everything", "plain", "edition"])("%s.proto", (name) => {
  test("has the descriptor that another compiler makes of it, byte by byte", () => {
    const [entry] = programOf(name).entries;
    expect(decodeDescriptor(entry?.descriptor ?? new Uint8Array())).toEqual(
      decodeDescriptor(withoutSourceInfo(compiled(name))),
    );
    expect(entry?.descriptor).toEqual(withoutSourceInfo(compiled(name)));
  });

  test("is the same tree as its descriptor", () => {
    const result = loadDescriptors(setOf(name), [`${name}.proto`]);
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    const [fromText] = programOf(name).entries;
    const [fromDescriptor] = result.program.entries;
    expect(comparable(fromDescriptor)).toEqual(comparable(fromText));
    expect(result.program.files.map(({ importName }) => importName)).toEqual(
      programOf(name).files.map(({ importName }) => importName),
    );
  });
});

/** A file without what says where it came from; definitions are named instead of followed. */
function comparable(file: ProtoFile | undefined): unknown {
  const seen = new Set<unknown>();
  return JSON.parse(
    JSON.stringify(file, (key, value: unknown) => {
      if (key === "path" || key === "displayPath" || key === "file" || key === "parent") return undefined;
      if (key === "imports" || key === "descriptor") return undefined;
      // Its columns and its comments are the compiler's, which may see them otherwise.
      if (key === "position" && isPosition(value)) return value.line;
      if (value instanceof Map) return [...value];
      if (typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value))) return String(value);
      if (isDefinition(value)) {
        if (seen.has(value) || value.file !== file) return value.fullName;
        seen.add(value);
      }
      return value;
    }),
  );
}

function isPosition(value: unknown): value is { readonly line: number } {
  return typeof value === "object" && value !== null && "line" in value;
}

function isDefinition(value: unknown): value is { readonly fullName: string; readonly file: unknown } {
  return typeof value === "object" && value !== null && "fullName" in value;
}

test("a descriptor without its source info is otherwise unchanged", () => {
  const bytes = Uint8Array.from(compiled("plain"));
  const stripped = withoutSourceInfo(bytes);
  expect(stripped.length).toBeLessThan(bytes.length);
  const { sourceCodeInfo, ...rest } = decodeDescriptor(bytes);
  expect(sourceCodeInfo?.location.length).toBeGreaterThan(0);
  expect(decodeDescriptor(stripped)).toEqual(rest);
});

test("protobufjs makes the types of the descriptors of a program", () => {
  const files = programOf("everything").files.map(({ descriptor }) => descriptor);
  const set = Buffer.concat(files.map((file) => delimitedField(1, file)));
  const root = protobuf.Root.fromDescriptor(set);
  const all = root.lookupType("every.kind.All");
  const value = { firstField: 5, innerById: { "7": { deep: -1 } }, levels: [1, 2] };
  expect(all.toObject(all.decode(all.encode(all.fromObject(value)).finish()))).toEqual(value);
});

describe("a descriptor", () => {
  const places = (message: ProtoMessage | undefined) =>
    message?.fields.map(({ name, position: { line, column } }) => `${name} ${line}:${column}`);

  test("gives places and comments where it has source info", () => {
    const result = loadDescriptors(setOf("everything"), ["everything.proto"]);
    const entry = result.ok ? result.program.entries[0] : undefined;
    const [fromText] = programOf("everything").entries;
    const all = (file: ProtoFile | undefined) => file?.messages.find(({ name }) => name === "All");
    expect(places(all(entry))).toEqual(places(all(fromText)));
    expect(all(entry)?.doc).toBe("A message\nof all fields.");
    expect(all(entry)?.fields[1]?.doc).toBe("Behind it.");
    expect(entry?.services[0]?.doc).toBe("Calls of four kinds.");
    expect(entry?.descriptor).toEqual(withoutSourceInfo(compiled("everything")));
  });

  test("needs none", () => {
    const [entry] = programOf("plain").entries;
    const set = delimitedField(1, entry?.descriptor ?? new Uint8Array());
    const result = loadDescriptors(set, ["plain.proto"]);
    expect(result.ok && places(result.program.entries[0]?.messages[0])?.slice(0, 2)).toEqual(["a 1:1", "_a 1:1"]);
  });

  test("that is asked for must be in the set, and what it imports", () => {
    const errors = (set: Uint8Array, ...names: string[]) => {
      const result = loadDescriptors(set, names);
      return result.ok ? [] : result.diagnostics.map(({ position, message }) => `${position.file}: ${message}`);
    };
    expect(errors(setOf("plain"), "other.proto")).toEqual(['descriptor set: there is no file "other.proto" in it']);
    const alone = delimitedField(1, compiled("everything"));
    expect(errors(alone, "everything.proto")).toEqual([
      'everything.proto: the imported "google/protobuf/descriptor.proto" is not in the set',
      'everything.proto: the imported "google/protobuf/empty.proto" is not in the set',
    ]);
  });
});
