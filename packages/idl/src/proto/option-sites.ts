import type { DescriptorProto, EnumDescriptorProto, FieldDescriptorProto } from "./descriptor-proto.ts";
import type { OptionInterpreter } from "./options.ts";
import type { SourceFile } from "./source-file.ts";
import { joined } from "./symbols.ts";
import type { OptionSyntax } from "./text/option-syntax.ts";

/** A part of a descriptor that has options. */
interface WithOptions {
  options?: Uint8Array;
}

/** Serializes the options of every part of a file, and sets what the descriptor has outside of them. */
export function serializeOptions(file: SourceFile, interpreter: OptionInterpreter): void {
  new OptionSerializer(file, interpreter).file();
}

class OptionSerializer {
  readonly #file: SourceFile;
  readonly #interpreter: OptionInterpreter;

  constructor(file: SourceFile, interpreter: OptionInterpreter) {
    this.#file = file;
    this.#interpreter = interpreter;
  }

  file(): void {
    const { descriptor } = this.#file;
    const scope = descriptor.package ?? "";
    this.#serialize(descriptor, "FileOptions", scope);
    for (const message of descriptor.messageType) this.#message(message, scope);
    for (const part of descriptor.enumType) this.#enum(part, scope);
    for (const field of descriptor.extension) this.#field(field, scope);
    for (const service of descriptor.service) {
      this.#serialize(service, "ServiceOptions", scope);
      const inner = joined(scope, service.name);
      for (const method of service.method) this.#serialize(method, "MethodOptions", inner);
    }
  }

  #message(message: DescriptorProto, scope: string): void {
    this.#serialize(message, "MessageOptions", scope);
    const inner = joined(scope, message.name);
    for (const field of [...message.field, ...message.extension]) this.#field(field, inner);
    for (const oneof of message.oneofDecl) this.#serialize(oneof, "OneofOptions", inner);
    for (const range of message.extensionRange) this.#serialize(range, "ExtensionRangeOptions", inner);
    for (const part of message.enumType) this.#enum(part, inner);
    for (const nested of message.nestedType) this.#message(nested, inner);
  }

  #enum(part: EnumDescriptorProto, scope: string): void {
    this.#serialize(part, "EnumOptions", scope);
    for (const value of part.value) this.#serialize(value, "EnumValueOptions", scope);
  }

  /** `default` and `json_name` look like options, but stand in the descriptor itself. */
  #field(field: FieldDescriptorProto, scope: string): void {
    const syntax = this.#file.options.get(field) ?? [];
    const real = syntax.filter((option) => {
      const setting = fieldSetting(option);
      if (setting === "default") this.#interpreter.setDefault(field, option);
      if (setting === "json_name") this.#interpreter.setJsonName(field, option);
      return setting === undefined;
    });
    this.#serialize(field, "FieldOptions", scope, real);
  }

  #serialize(
    part: WithOptions,
    optionsName: string,
    scope: string,
    syntax: readonly OptionSyntax[] = this.#file.options.get(part) ?? [],
  ): void {
    const bytes = this.#interpreter.serialize(`google.protobuf.${optionsName}`, syntax, scope);
    if (bytes !== undefined) part.options = bytes;
  }
}

function fieldSetting({ path: [name, ...rest] }: OptionSyntax): "default" | "json_name" | undefined {
  if (name === undefined || name.extension || rest.length > 0) return undefined;
  return name.text === "default" || name.text === "json_name" ? name.text : undefined;
}
