import { ByteReader } from "@kitex-ts/netpoll/buffer";
import { FileOutlineDescriptor } from "../kitex-gen/kitex/reflection/outline/codec.ts";
import type {
  EnumOutline,
  FieldOutline,
  MessageOutline,
  NameOutline,
} from "../kitex-gen/kitex/reflection/outline/types.ts";

/** What reflection must know of a file: what it is called, what it imports and what it declares. */
export interface FileSymbols {
  readonly name: string;
  readonly dependencies: readonly string[];
  /** The full names of everything that it declares. */
  readonly symbols: readonly string[];
  readonly extensions: readonly ExtensionSymbol[];
}

export interface ExtensionSymbol {
  /** The full name of the message that is extended. */
  readonly extendee: string;
  readonly number: number;
}

/** Messages inside one another: as many as other implementations read. */
const maxDepth = 100;

/** Reads a serialized `google.protobuf.FileDescriptorProto`. */
export function fileSymbols(bytes: Uint8Array): FileSymbols {
  const input = new ByteReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const file = FileOutlineDescriptor.read(input, input.end, maxDepth);
  const found = new Declarations();
  found.inScope(file.package, file);
  for (const service of file.service) found.group(file.package, service, service.method);
  return { name: file.name, dependencies: file.dependency, symbols: found.symbols, extensions: found.extensions };
}

class Declarations {
  readonly symbols: string[] = [];
  readonly extensions: ExtensionSymbol[] = [];

  /** Adds what a file and a message may both declare. */
  inScope(
    scope: string,
    declaring: {
      readonly messageType?: readonly MessageOutline[];
      readonly nestedType?: readonly MessageOutline[];
      readonly enumType: readonly EnumOutline[];
      readonly extension: readonly FieldOutline[];
    },
  ): void {
    const { messageType, nestedType, enumType, extension } = declaring;
    for (const message of messageType ?? nestedType ?? []) {
      const name = this.group(scope, message, [...message.field, ...message.oneofDecl]);
      this.inScope(name, message);
    }
    for (const definition of enumType) {
      this.#add(scope, definition);
      // The values of an enum are declared beside it, not inside.
      for (const value of definition.value) this.#add(scope, value);
    }
    for (const field of extension) {
      this.#add(scope, field);
      this.extensions.push({ extendee: field.extendee.replace(/^\./, ""), number: field.number });
    }
  }

  /** Adds a definition and what it has. */
  group(scope: string, definition: NameOutline, members: readonly NameOutline[]): string {
    const name = this.#add(scope, definition);
    for (const member of members) this.#add(name, member);
    return name;
  }

  #add(scope: string, { name }: NameOutline): string {
    const fullName = scope === "" ? name : `${scope}.${name}`;
    this.symbols.push(fullName);
    return fullName;
  }
}
