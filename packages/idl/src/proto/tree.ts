import type {
  ProtoEnum,
  ProtoEnumValue,
  ProtoExtension,
  ProtoField,
  ProtoFile,
  ProtoMessage,
  ProtoMethod,
  ProtoOneof,
  ProtoService,
} from "./ast.ts";
import { encodeDescriptor, withoutSourceInfo } from "./descriptor-codec.ts";
import type {
  DescriptorProto,
  EnumDescriptorProto,
  FieldDescriptorProto,
  MethodDescriptorProto,
  ServiceDescriptorProto,
} from "./descriptor-proto.ts";
import { defaultFeatures, type Features, inheritedFeatures } from "./features.ts";
import { fieldShape } from "./field-shape.ts";
import { defaultJsonName } from "./json-name.ts";
import type { MessageShapes } from "./message-shapes.ts";
import { optionMap } from "./option-map.ts";
import { type SourceFile, siteOf } from "./source-file.ts";
import { joined } from "./symbols.ts";

/** A file whose lists are still to be filled. */
interface FileInProgress extends ProtoFile {
  readonly messages: ProtoMessage[];
  readonly enums: ProtoEnum[];
  readonly services: ProtoService[];
  readonly extensions: ProtoExtension[];
}

/** A message whose lists are still to be filled: its fields may be of messages that come later. */
interface MessageInProgress extends ProtoMessage {
  readonly fields: ProtoField[];
  readonly oneofs: OneofInProgress[];
  readonly messages: ProtoMessage[];
  readonly enums: ProtoEnum[];
  readonly extensions: ProtoExtension[];
}

interface OneofInProgress extends ProtoOneof {
  readonly fields: ProtoField[];
}

/** Where a definition is: its file, and what encloses it. */
interface Place {
  readonly source: SourceFile;
  readonly file: FileInProgress;
  readonly parent: MessageInProgress | undefined;
  readonly scope: string;
  readonly features: Features;
}

/**
 * The tree of a program whose names are resolved and whose options are serialized; `files` has imported files before those
 * that import them.
 */
export function treeOf(files: readonly SourceFile[], shapes: MessageShapes): ReadonlyMap<SourceFile, ProtoFile> {
  return new TreeBuilder(shapes).build(files);
}

class TreeBuilder {
  readonly #shapes: MessageShapes;
  readonly #files = new Map<string, FileInProgress>();
  readonly #messages = new Map<string, MessageInProgress>();
  readonly #enums = new Map<string, ProtoEnum>();
  readonly #mapEntries = new Map<string, DescriptorProto>();
  /** What needs all messages and enums to be there. */
  readonly #later: (() => void)[] = [];

  constructor(shapes: MessageShapes) {
    this.#shapes = shapes;
  }

  build(sources: readonly SourceFile[]): ReadonlyMap<SourceFile, ProtoFile> {
    const built = new Map(sources.map((source) => [source, this.#file(source)]));
    for (const complete of this.#later) complete();
    return built;
  }

  #file(source: SourceFile): ProtoFile {
    const { descriptor } = source;
    const options = optionMap(descriptor.options, "google.protobuf.FileOptions", this.#shapes);
    const { syntax = "proto2" } = descriptor;
    const file: FileInProgress = {
      path: source.source.path,
      displayPath: source.source.displayPath,
      importName: descriptor.name,
      package: descriptor.package ?? "",
      syntax: syntax === "proto3" || syntax === "editions" ? syntax : "proto2",
      edition: descriptor.edition === undefined ? undefined : this.#editionName(descriptor.edition),
      options,
      imports: descriptor.dependency.flatMap((name, index) => {
        const imported = this.#files.get(name);
        return imported === undefined ? [] : [{ file: imported, public: descriptor.publicDependency.includes(index) }];
      }),
      messages: [],
      enums: [],
      services: [],
      extensions: [],
      descriptor: source.compiled === undefined ? encodeDescriptor(descriptor) : withoutSourceInfo(source.compiled),
    };
    this.#files.set(descriptor.name, file);
    const features = inheritedFeatures(defaultFeatures(descriptor), options);
    const place: Place = { source, file, parent: undefined, scope: file.package, features };
    for (const message of descriptor.messageType) this.#declareMessage(message, place, file.messages);
    for (const each of descriptor.enumType) file.enums.push(this.#enum(each, place));
    this.#later.push(() => {
      for (const field of descriptor.extension) this.#addExtension(field, place, file.extensions);
      for (const service of descriptor.service) file.services.push(this.#service(service, place));
    });
    return file;
  }

  #declareMessage(part: DescriptorProto, place: Place, into: ProtoMessage[]): void {
    const described = this.#describe(part, place, "google.protobuf.MessageOptions");
    const key = `.${described.fullName}`;
    if (described.options.get("map_entry") === true) {
      this.#mapEntries.set(key, part);
      return;
    }
    const message: MessageInProgress = {
      ...described,
      parent: place.parent,
      fields: [],
      oneofs: [],
      messages: [],
      enums: [],
      extensions: [],
    };
    this.#messages.set(key, message);
    into.push(message);
    const features = inheritedFeatures(place.features, message.options);
    const inner: Place = { ...place, parent: message, scope: message.fullName, features };
    for (const nested of part.nestedType) this.#declareMessage(nested, inner, message.messages);
    for (const nested of part.enumType) message.enums.push(this.#enum(nested, inner));
    this.#later.push(() => this.#complete(message, part, inner));
  }

  #complete(message: MessageInProgress, part: DescriptorProto, place: Place): void {
    const oneofs = part.oneofDecl.map((oneof, index): OneofInProgress | undefined => {
      const synthetic = part.field.some((field) => field.oneofIndex === index && field.proto3Optional === true);
      if (synthetic) return undefined;
      return { ...this.#describe(oneof, place, "google.protobuf.OneofOptions"), fields: [] };
    });
    message.oneofs.push(...oneofs.filter((oneof) => oneof !== undefined));
    for (const each of part.field) {
      const oneof = each.oneofIndex === undefined ? undefined : oneofs[each.oneofIndex];
      const field = this.#field(each, place, oneof);
      if (field === undefined) continue;
      message.fields.push(field);
      oneof?.fields.push(field);
    }
    for (const extension of part.extension) this.#addExtension(extension, place, message.extensions);
  }

  #field(part: FieldDescriptorProto, place: Place, oneof: ProtoOneof | undefined): ProtoField | undefined {
    const described = this.#describe(part, place, "google.protobuf.FieldOptions");
    const enclosing = oneof === undefined ? place.features : inheritedFeatures(place.features, oneof.options);
    const features = inheritedFeatures(enclosing, described.options);
    const types = { messages: this.#messages, enums: this.#enums, mapEntries: this.#mapEntries };
    const shape = fieldShape(part, features, described.options, types);
    return (
      shape && {
        ...described,
        number: part.number,
        jsonName: part.jsonName ?? defaultJsonName(part.name),
        oneof,
        ...shape,
      }
    );
  }

  #addExtension(part: FieldDescriptorProto, place: Place, into: ProtoExtension[]): void {
    const extendee = this.#messages.get(part.extendee ?? "");
    const field = this.#field(part, place, undefined);
    if (extendee !== undefined && field !== undefined) into.push({ ...field, extendee });
  }

  #enum(part: EnumDescriptorProto, place: Place): ProtoEnum {
    const described = this.#describe(part, place, "google.protobuf.EnumOptions");
    const values = part.value.map((value): ProtoEnumValue => {
      return { ...this.#describe(value, place, "google.protobuf.EnumValueOptions"), number: value.number };
    });
    const closed = inheritedFeatures(place.features, described.options).enum_type === "CLOSED";
    const made = { ...described, parent: place.parent, values, closed };
    this.#enums.set(`.${made.fullName}`, made);
    return made;
  }

  #service(part: ServiceDescriptorProto, place: Place): ProtoService {
    const described = this.#describe(part, place, "google.protobuf.ServiceOptions");
    const inner = { ...place, scope: described.fullName };
    return { ...described, methods: part.method.flatMap((method) => this.#method(method, inner) ?? []) };
  }

  #method(part: MethodDescriptorProto, place: Place): ProtoMethod | undefined {
    const request = this.#messages.get(part.inputType);
    const response = this.#messages.get(part.outputType);
    if (request === undefined || response === undefined) return undefined;
    const described = this.#describe(part, place, "google.protobuf.MethodOptions");
    return { ...described, request, response, streaming: streamingOf(part) };
  }

  /** What every definition has; enum values are named in the scope that their enum is in. */
  #describe(part: { name: string; options?: Uint8Array }, { source, file, scope }: Place, optionsName: string) {
    const { position, doc } = siteOf(source, part);
    const options = optionMap(part.options, optionsName, this.#shapes);
    const { name } = part;
    return {
      name,
      fullName: joined(scope, name),
      file,
      position,
      doc,
      deprecated: options.get("deprecated") === true,
      options,
    };
  }

  #editionName(edition: number): string {
    return String(this.#shapes.valueName("google.protobuf.Edition", edition)).replace(/^EDITION_/, "");
  }
}

function streamingOf({ clientStreaming, serverStreaming }: MethodDescriptorProto): ProtoMethod["streaming"] {
  if (clientStreaming === true) return serverStreaming === true ? "bidirectional" : "client";
  return serverStreaming === true ? "server" : "unary";
}
