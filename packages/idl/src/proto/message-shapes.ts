import type { DescriptorProto, FieldDescriptorProto, RangeProto } from "./descriptor-proto.ts";
import type { SourceFile } from "./source-file.ts";
import { joined, type SymbolTable } from "./symbols.ts";

/** What a message can hold, extensions included. */
export interface MessageShape {
  readonly fullName: string;
  readonly byName: ReadonlyMap<string, FieldDescriptorProto>;
  /** By full name. */
  readonly extensions: ReadonlyMap<string, FieldDescriptorProto>;
  /** Of several with one number, the first. */
  readonly byNumber: ReadonlyMap<number, FieldDescriptorProto>;
  readonly extensionRanges: readonly RangeProto[];
}

interface ShapeInProgress extends MessageShape {
  readonly extensions: Map<string, FieldDescriptorProto>;
  readonly byNumber: Map<number, FieldDescriptorProto>;
}

/** The shapes of all messages of a program whose names are resolved. */
export class MessageShapes {
  readonly #shapes = new Map<string, ShapeInProgress>();
  readonly #extensionNames = new Map<FieldDescriptorProto, string>();
  readonly #symbols: SymbolTable;

  constructor(files: Iterable<SourceFile>, symbols: SymbolTable) {
    this.#symbols = symbols;
    const extensions: (readonly [string, FieldDescriptorProto])[] = [];
    for (const { descriptor } of files) {
      const scope = descriptor.package ?? "";
      for (const field of descriptor.extension) extensions.push([joined(scope, field.name), field]);
      for (const message of descriptor.messageType) this.#add(message, scope, extensions);
    }
    for (const [fullName, field] of extensions) {
      const shape = this.#shapes.get((field.extendee ?? "").replace(/^\./, ""));
      shape?.extensions.set(fullName, field);
      if (shape?.byNumber.has(field.number) === false) shape.byNumber.set(field.number, field);
      this.#extensionNames.set(field, fullName);
    }
  }

  /** By full name, with or without a leading dot. */
  get(fullName: string): MessageShape | undefined {
    return this.#shapes.get(fullName.replace(/^\./, ""));
  }

  /** The full name of an extension; `undefined` for an ordinary field. */
  extensionName(field: FieldDescriptorProto): string | undefined {
    return this.#extensionNames.get(field);
  }

  /** The name of an enum's value; the number itself where it has none. */
  valueName(enumName: string, number: number): string | number {
    return this.#valuesOf(enumName).find((value) => value.number === number)?.name ?? number;
  }

  /** The number of an enum's value. */
  valueNumber(enumName: string, name: string): number | undefined {
    return this.#valuesOf(enumName).find((value) => value.name === name)?.number;
  }

  #valuesOf(enumName: string) {
    const symbol = this.#symbols.get(enumName.replace(/^\./, ""));
    return symbol?.kind === "enum" ? symbol.part.value : [];
  }

  #add(message: DescriptorProto, scope: string, extensions: (readonly [string, FieldDescriptorProto])[]): void {
    const fullName = joined(scope, message.name);
    this.#shapes.set(fullName, {
      fullName,
      byName: new Map(message.field.map((field) => [field.name, field])),
      extensions: new Map(),
      byNumber: new Map(message.field.map((field) => [field.number, field])),
      extensionRanges: message.extensionRange,
    });
    for (const field of message.extension) extensions.push([joined(fullName, field.name), field]);
    for (const nested of message.nestedType) this.#add(nested, fullName, extensions);
  }
}
