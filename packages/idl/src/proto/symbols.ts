import type {
  DescriptorProto,
  EnumDescriptorProto,
  EnumValueDescriptorProto,
  FieldDescriptorProto,
  MethodDescriptorProto,
  OneofDescriptorProto,
  ServiceDescriptorProto,
} from "./descriptor-proto.ts";
import type { SourceFile } from "./source-file.ts";

/** What a full name stands for. */
export type ProtoSymbol =
  | { readonly kind: "package"; readonly fullName: string }
  | Declared<"message", DescriptorProto>
  | Declared<"enum", EnumDescriptorProto>
  | Declared<"value", EnumValueDescriptorProto>
  | Declared<"field", FieldDescriptorProto>
  | Declared<"extension", FieldDescriptorProto>
  | Declared<"oneof", OneofDescriptorProto>
  | Declared<"service", ServiceDescriptorProto>
  | Declared<"method", MethodDescriptorProto>;

interface Declared<Kind, Part> {
  readonly kind: Kind;
  readonly fullName: string;
  readonly part: Part;
  readonly file: SourceFile;
}

/** Called for a name that two definitions have; the first keeps it. */
export type OnDuplicate = (name: string, first: ProtoSymbol, file: SourceFile, part: object) => void;

/** All names of a program, with package and enclosing messages, without a leading dot. */
export class SymbolTable {
  readonly #symbols = new Map<string, ProtoSymbol>();
  readonly #onDuplicate: OnDuplicate;

  constructor(onDuplicate: OnDuplicate) {
    this.#onDuplicate = onDuplicate;
  }

  get(fullName: string): ProtoSymbol | undefined {
    return this.#symbols.get(fullName);
  }

  /** Every name, for hints. */
  entries(): Iterable<readonly [string, ProtoSymbol]> {
    return this.#symbols.entries();
  }

  addFile(file: SourceFile): void {
    const { descriptor } = file;
    const scope = descriptor.package ?? "";
    this.#addPackage(scope, file);
    for (const message of descriptor.messageType) this.#addMessage(message, scope, file);
    for (const part of descriptor.enumType) this.#addEnum(part, scope, file);
    for (const part of descriptor.extension)
      this.#add({ kind: "extension", fullName: joined(scope, part.name), part, file });
    for (const part of descriptor.service) {
      this.#add({ kind: "service", fullName: joined(scope, part.name), part, file });
      for (const method of part.method)
        this.#add({ kind: "method", fullName: joined(joined(scope, part.name), method.name), part: method, file });
    }
  }

  #addPackage(name: string, file: SourceFile): void {
    for (let end = name.indexOf("."); name !== ""; end = name.indexOf(".", end + 1)) {
      const part = end < 0 ? name : name.slice(0, end);
      const first = this.#symbols.get(part);
      if (first === undefined) this.#symbols.set(part, { kind: "package", fullName: part });
      else if (first.kind !== "package") this.#onDuplicate(part, first, file, file.descriptor);
      if (end < 0) return;
    }
  }

  #addMessage(part: DescriptorProto, scope: string, file: SourceFile): void {
    this.#add({ kind: "message", fullName: joined(scope, part.name), part, file });
    const inner = joined(scope, part.name);
    for (const field of part.field)
      this.#add({ kind: "field", fullName: joined(inner, field.name), part: field, file });
    for (const oneof of part.oneofDecl)
      this.#add({ kind: "oneof", fullName: joined(inner, oneof.name), part: oneof, file });
    for (const extension of part.extension)
      this.#add({ kind: "extension", fullName: joined(inner, extension.name), part: extension, file });
    for (const nested of part.enumType) this.#addEnum(nested, inner, file);
    for (const nested of part.nestedType) this.#addMessage(nested, inner, file);
  }

  /** The values of an enum stand beside it, not in it. */
  #addEnum(part: EnumDescriptorProto, scope: string, file: SourceFile): void {
    this.#add({ kind: "enum", fullName: joined(scope, part.name), part, file });
    for (const value of part.value)
      this.#add({ kind: "value", fullName: joined(scope, value.name), part: value, file });
  }

  #add(symbol: Exclude<ProtoSymbol, { kind: "package" }>): void {
    const first = this.#symbols.get(symbol.fullName);
    if (first === undefined) this.#symbols.set(symbol.fullName, symbol);
    else this.#onDuplicate(symbol.fullName, first, symbol.file, symbol.part);
  }
}

/** A name in a scope; the scope may be empty. */
export function joined(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}
