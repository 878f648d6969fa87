import type { DiagnosticList } from "../diagnostic-list.ts";
import type { Span } from "../source.ts";
import { closest } from "../suggestion.ts";
import { shown } from "../thrift/shown.ts";
import { printDefault } from "./default-value.ts";
import { type FieldDescriptorProto, FieldLabel, FieldType } from "./descriptor-proto.ts";
import {
  type DynamicMessage,
  type DynamicValue,
  encodeMessage,
  encodeOptions,
  isDynamic,
  isMessageField,
} from "./dynamic-message.ts";
import type { Linker } from "./link.ts";
import type { MessageShape, MessageShapes } from "./message-shapes.ts";
import { scalarValue } from "./option-value.ts";
import type { SourceFile } from "./source-file.ts";
import type { OptionEntry, OptionName, OptionSyntax, OptionValue } from "./text/option-syntax.ts";

/** Turns the options that a text sets into messages: finds the fields they name and checks their values. */
export class OptionInterpreter {
  readonly #file: SourceFile;
  readonly #linker: Linker;
  readonly #shapes: MessageShapes;
  readonly #diagnostics: DiagnosticList;

  constructor(file: SourceFile, linker: Linker, shapes: MessageShapes, diagnostics: DiagnosticList) {
    this.#file = file;
    this.#linker = linker;
    this.#shapes = shapes;
    this.#diagnostics = diagnostics;
  }

  /** The serialized options message of that name; `undefined` when nothing is set. */
  serialize(optionsName: string, options: readonly OptionSyntax[], scope: string): Uint8Array | undefined {
    const shape = this.#shapes.get(optionsName);
    if (shape === undefined || options.length === 0) return undefined;
    const message: DynamicMessage = { shape, values: new Map() };
    for (const { path, value } of options) {
      const [name] = path;
      if (name?.text === "features" && this.#file.descriptor.syntax !== "editions") {
        this.#error(name, "only files with an edition have features");
      }
      this.#set(message, path, value, scope);
    }
    return encodeOptions(message);
  }

  /** `[default = value]` */
  setDefault(field: FieldDescriptorProto, { value }: OptionSyntax): void {
    if (field.label === FieldLabel.Repeated || isMessageField(field)) {
      this.#error(value, `a ${isMessageField(field) ? "message" : "repeated"} field has no default value`);
    } else if (field.defaultValue !== undefined) {
      this.#error(value, `${shown(field.name)} has two default values`);
    } else if (field.type === FieldType.enum) {
      const number = this.#valueOf(field, value, "");
      if (number !== undefined && value.kind === "name") field.defaultValue = value.text;
    } else if (field.type !== undefined) {
      const found = this.#valueOf(field, value, "");
      if (found !== undefined && !isDynamic(found)) field.defaultValue = printDefault(found);
    }
  }

  /** `[json_name = "value"]` */
  setJsonName(field: FieldDescriptorProto, { value }: OptionSyntax): void {
    const name = scalarValue(value, FieldType.string);
    if (typeof name === "string") field.jsonName = name;
    else this.#error(value, "a json_name is a string");
  }

  #set(message: DynamicMessage, path: readonly OptionName[], value: OptionValue, scope: string): void {
    const [name, ...rest] = path;
    if (name === undefined) return;
    const field = this.#fieldNamed(message.shape, name, scope);
    if (field === undefined) return;
    if (rest.length === 0) {
      this.#assign(message, field, value, scope);
      return;
    }
    if (!isMessageField(field) || field.label === FieldLabel.Repeated) {
      this.#error(name, `${shown(name.text)} is ${isMessageField(field) ? "repeated" : "no message"}`);
      return;
    }
    const inner = this.#inner(message, field);
    if (inner !== undefined) this.#set(inner, rest, value, scope);
  }

  /** The message in a field, which is made when there is none. */
  #inner({ values }: DynamicMessage, field: FieldDescriptorProto): DynamicMessage | undefined {
    const [present] = values.get(field) ?? [];
    if (isDynamic(present)) return present;
    const shape = this.#shapes.get(field.typeName ?? "");
    if (shape === undefined) return undefined;
    const made: DynamicMessage = { shape, values: new Map() };
    values.set(field, [made]);
    return made;
  }

  #assign(message: DynamicMessage, field: FieldDescriptorProto, value: OptionValue, scope: string): void {
    const present = message.values.get(field) ?? [];
    const repeated = field.label === FieldLabel.Repeated;
    if (present.length > 0 && !repeated) {
      this.#error(value, `${shown(field.name)} is set twice`);
      return;
    }
    if (value.kind === "list" && !repeated) {
      this.#error(value, `${shown(field.name)} is not repeated`);
      return;
    }
    const given = value.kind === "list" ? value.values : [value];
    const values = given.flatMap((each) => this.#valueOf(field, each, scope) ?? []);
    message.values.set(field, [...present, ...values]);
  }

  #valueOf(field: FieldDescriptorProto, value: OptionValue, scope: string): DynamicValue | undefined {
    if (isMessageField(field)) {
      const shape = this.#shapes.get(field.typeName ?? "");
      if (shape === undefined) return undefined;
      if (value.kind !== "message") {
        this.#error(value, `${shown(field.name)} is a message: its value stands in braces`);
        return undefined;
      }
      return this.#messageOf(shape, value.entries, scope);
    }
    const found = field.type === FieldType.enum ? this.#enumValue(field, value) : scalarValue(value, field.type);
    if (typeof found !== "object" || found instanceof Uint8Array) return found;
    this.#error(value, found.problem);
    return undefined;
  }

  #messageOf(shape: MessageShape, entries: readonly OptionEntry[], scope: string): DynamicMessage {
    const message: DynamicMessage = { shape, values: new Map() };
    for (const { name, value } of entries) {
      if (name.extension && name.text.includes("/")) {
        this.#setAny(message, name, value, scope);
        continue;
      }
      const field = this.#fieldNamed(shape, name, scope);
      if (field !== undefined) this.#assign(message, field, value, scope);
    }
    return message;
  }

  /** `[type.googleapis.com/full.name] { … }` inside a `google.protobuf.Any`. */
  #setAny({ shape, values }: DynamicMessage, name: OptionName, value: OptionValue, scope: string): void {
    const url = shape.byName.get("type_url");
    const bytes = shape.byName.get("value");
    const inner = this.#shapes.get(name.text.slice(name.text.lastIndexOf("/") + 1));
    if (shape.fullName !== "google.protobuf.Any" || url === undefined || bytes === undefined) {
      this.#error(name, `${shape.fullName} is not google.protobuf.Any: no URL of a type can stand in it`);
    } else if (inner === undefined || value.kind !== "message") {
      this.#error(name, `there is no message for ${shown(name.text)}`);
    } else {
      values.set(url, [name.text]).set(bytes, [encodeMessage(this.#messageOf(inner, value.entries, scope))]);
    }
  }

  #enumValue(field: FieldDescriptorProto, value: OptionValue): number | { readonly problem: string } | undefined {
    const { typeName = "" } = field;
    const number = value.kind === "name" ? this.#shapes.valueNumber(typeName, value.text) : undefined;
    return number ?? { problem: `${shown(field.name)} takes a value of ${typeName.slice(1)}` };
  }

  #fieldNamed(shape: MessageShape, name: OptionName, scope: string): FieldDescriptorProto | undefined {
    const { text, extension } = name;
    if (!extension) {
      const field = shape.byName.get(text) ?? groupNamed(shape, text);
      if (field !== undefined) return field;
      const meant = closest(text, shape.byName.keys());
      this.#error(name, `${shape.fullName} has no field ${shown(text)}`, meant && `did you mean ${shown(meant)}?`);
      return undefined;
    }
    const found = this.#linker.lookup(text, scope, ({ kind }) => kind === "extension");
    if (found?.kind === "extension") {
      this.#linker.used.add(found.file);
      if (shape.extensions.has(found.fullName)) return found.part;
      this.#error(name, `${shown(text)} is no extension of ${shape.fullName}`);
    } else {
      this.#linker.reportUnknown("option", text, scope, ({ kind }) => kind === "extension", name);
    }
    return undefined;
  }

  #error(span: Span, message: string, hint?: string): void {
    this.#diagnostics.error(this.#file.source, span, message, hint);
  }
}

/** In a value a group is named as its message is, in capitals. */
function groupNamed({ byName }: MessageShape, name: string): FieldDescriptorProto | undefined {
  const field = byName.get(name.toLowerCase());
  return field?.type === FieldType.group && field.typeName?.endsWith(`.${name}`) === true ? field : undefined;
}
