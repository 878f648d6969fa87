import protobuf from "protobufjs";
import {
  type DescriptorProto,
  type EnumDescriptorProto,
  type ExtensionRangeProto,
  type FieldDescriptorProto,
  type RangeProto,
  visibilities,
} from "../descriptor-proto.ts";
import { addSyntheticOneofs, describeField, fieldIn, mapEntry } from "./describe-field.ts";
import type { FileHeader } from "./header.ts";
import { blockOptions, bracketOptions } from "./option-syntax.ts";
import type { Statement } from "./outline.ts";
import { maxFieldNumber, maxMessageSetNumber, rangesIn } from "./reserved.ts";
import type { SiteKeeper } from "./site-keeper.ts";

/** What may stand both in a file and in a message. */
export interface ScopeParts {
  readonly messages: DescriptorProto[];
  readonly enums: EnumDescriptorProto[];
  readonly extensions: FieldDescriptorProto[];
}

/** Turns what protobufjs found in a scope into descriptors, statement by statement, so that they keep the file's order. */
export class ScopeDescriber {
  readonly #syntax: FileHeader["syntax"];
  readonly #keeper: SiteKeeper;

  constructor(syntax: FileHeader["syntax"], keeper: SiteKeeper) {
    this.#syntax = syntax;
    this.#keeper = keeper;
  }

  /** Adds what one statement defines in a scope: a message, an enum, or extensions. */
  add(statement: Statement, scope: protobuf.NamespaceBase, parts: ScopeParts): void {
    const { kind, name } = statement;
    const found = name && scope.get(name.text);
    if (kind === "message" && found instanceof protobuf.Type) parts.messages.push(this.#message(found, statement));
    if (kind === "enum" && found instanceof protobuf.Enum) parts.enums.push(this.#enum(found, statement));
    if (kind !== "extend") return;
    for (const inner of statement.body) {
      const field = this.#field(inner, scope, parts.messages);
      if (field === undefined) continue;
      this.#keeper.keepExtend(field, statement);
      parts.extensions.push(field);
    }
  }

  #message(type: protobuf.Type, statement: Statement): DescriptorProto {
    const message: DescriptorProto = {
      name: type.name,
      field: [],
      extension: [],
      nestedType: [],
      enumType: [],
      extensionRange: [],
      oneofDecl: [],
      reservedRange: reservedRanges(type.reserved, 1),
      reservedName: reservedNames(type.reserved),
      ...visibilityOf(statement),
    };
    const parts = { messages: message.nestedType, enums: message.enumType, extensions: message.extension };
    const max = statement.body.some(isMessageSet) ? maxMessageSetNumber : maxFieldNumber;
    const addFields = (statements: readonly Statement[], oneof: { oneofIndex: number } | undefined) => {
      for (const inner of statements) {
        const field = isField(inner) ? this.#field(inner, type, message.nestedType) : undefined;
        if (field !== undefined) message.field.push(Object.assign(field, oneof));
      }
    };
    for (const inner of statement.body) {
      if (isField(inner)) {
        addFields([inner], undefined);
      } else if (inner.kind === "oneof" && inner.name !== undefined) {
        const oneof = { name: inner.name.text };
        this.#keeper.keep(oneof, inner);
        addFields(inner.body, { oneofIndex: message.oneofDecl.push(oneof) - 1 });
      } else if (inner.kind === "extensions") {
        message.extensionRange.push(...this.#extensionRanges(inner, max));
      } else {
        this.add(inner, type, parts);
      }
    }
    addSyntheticOneofs(message);
    this.#keeper.keep(message, statement, blockOptions(statement.body));
    return message;
  }

  /** A group is a message too, and so is what a map's entries are. */
  #field(
    statement: Statement,
    scope: protobuf.NamespaceBase,
    messages: DescriptorProto[],
  ): FieldDescriptorProto | undefined {
    const field = fieldIn(scope, statement);
    if (field === undefined) return undefined;
    const described = describeField(field, statement);
    if (this.#syntax === "proto3" && statement.tokens[0]?.text === "optional") described.proto3Optional = true;
    const group = statement.kind === "group" && statement.name && scope.get(statement.name.text);
    if (group instanceof protobuf.Type) messages.push(this.#message(group, statement));
    if (field instanceof protobuf.MapField) {
      const entry = mapEntry(field, described.name);
      for (const part of [entry, ...entry.field]) this.#keeper.keep(part, statement, []);
      messages.push(entry);
    }
    this.#keeper.keep(described, statement, bracketOptions(statement));
    return described;
  }

  #extensionRanges(statement: Statement, max: number): ExtensionRangeProto[] {
    return rangesIn(statement, max).map(({ first, last }) => {
      const described = { start: first, end: last + 1 };
      this.#keeper.keep(described, statement);
      return described;
    });
  }

  #enum(found: protobuf.Enum, statement: Statement): EnumDescriptorProto {
    const described: EnumDescriptorProto = {
      name: found.name,
      value: [],
      reservedRange: reservedRanges(found.reserved, 0),
      reservedName: reservedNames(found.reserved),
      ...visibilityOf(statement),
    };
    for (const inner of statement.body) {
      const number = inner.name && isField(inner) ? found.values[inner.name.text] : undefined;
      if (number === undefined || inner.name === undefined) continue;
      const value = { name: inner.name.text, number };
      described.value.push(value);
      this.#keeper.keep(value, inner);
    }
    this.#keeper.keep(described, statement);
    return described;
  }
}

function visibilityOf({ tokens: [first] }: Statement): { visibility?: number } {
  const visibility = first && visibilities.get(first.text);
  return visibility === undefined ? {} : { visibility };
}

function isMessageSet({ kind, tokens: [, name, , value] }: Statement): boolean {
  return kind === "option" && name?.text === "message_set_wire_format" && value?.text === "true";
}

function isField({ kind }: Statement): boolean {
  return kind === "field" || kind === "group";
}

function reservedRanges(reserved: readonly (number[] | string)[] | undefined, behind: number): RangeProto[] {
  return (reserved ?? []).flatMap((range) => {
    if (typeof range === "string") return [];
    const [start = 0, end = start] = range;
    return [{ start, end: end + behind }];
  });
}

function reservedNames(reserved: readonly (number[] | string)[] | undefined): string[] {
  return (reserved ?? []).filter((name) => typeof name === "string");
}
