import type { DescriptorProto, EnumDescriptorProto, FieldDescriptorProto } from "../descriptor-proto.ts";
import { defaultFeatures, type Features, inheritedFeatures } from "../features.ts";
import type { MessageShapes } from "../message-shapes.ts";
import { optionMap } from "../option-map.ts";
import type { SourceFile } from "../source-file.ts";
import { joined } from "../symbols.ts";

/** A part of a descriptor with its options, and the features that hold for it. */
export type FeaturedPart = { readonly features: Features; readonly options: ReadonlyMap<string, unknown> } & (
  | { readonly kind: "message"; readonly part: DescriptorProto }
  | { readonly kind: "field" | "extension"; readonly part: FieldDescriptorProto }
  | { readonly kind: "enum"; readonly part: EnumDescriptorProto; readonly fullName: string }
  | { readonly kind: "mapEntry"; readonly part: DescriptorProto; readonly fullName: string }
);

/** The messages, fields, extensions and enums of a file, and what stands for the entries of maps, without its fields. */
export function featuredParts(file: SourceFile, shapes: MessageShapes): readonly FeaturedPart[] {
  const { descriptor } = file;
  const collector = new PartCollector(shapes);
  const options = optionMap(descriptor.options, "google.protobuf.FileOptions", shapes);
  const features = inheritedFeatures(defaultFeatures(descriptor), options);
  const scope = descriptor.package ?? "";
  for (const message of descriptor.messageType) collector.message(message, scope, features);
  for (const part of descriptor.enumType) collector.enum(part, scope, features);
  for (const field of descriptor.extension) collector.field("extension", field, features);
  return collector.parts;
}

class PartCollector {
  readonly parts: FeaturedPart[] = [];
  readonly #shapes: MessageShapes;

  constructor(shapes: MessageShapes) {
    this.#shapes = shapes;
  }

  message(part: DescriptorProto, scope: string, enclosing: Features): void {
    const options = optionMap(part.options, "google.protobuf.MessageOptions", this.#shapes);
    const features = inheritedFeatures(enclosing, options);
    const inner = joined(scope, part.name);
    if (options.get("map_entry") === true) {
      this.parts.push({ kind: "mapEntry", part, fullName: inner, features, options });
      return;
    }
    this.parts.push({ kind: "message", part, features, options });
    const oneofFeatures = part.oneofDecl.map((oneof) =>
      inheritedFeatures(features, optionMap(oneof.options, "google.protobuf.OneofOptions", this.#shapes)),
    );
    for (const field of part.field) this.field("field", field, oneofFeatures[field.oneofIndex ?? -1] ?? features);
    for (const field of part.extension) this.field("extension", field, features);
    for (const nested of part.enumType) this.enum(nested, inner, features);
    for (const nested of part.nestedType) this.message(nested, inner, features);
  }

  field(kind: "field" | "extension", part: FieldDescriptorProto, enclosing: Features): void {
    const options = optionMap(part.options, "google.protobuf.FieldOptions", this.#shapes);
    this.parts.push({ kind, part, features: inheritedFeatures(enclosing, options), options });
  }

  enum(part: EnumDescriptorProto, scope: string, enclosing: Features): void {
    const options = optionMap(part.options, "google.protobuf.EnumOptions", this.#shapes);
    const fullName = joined(scope, part.name);
    this.parts.push({ kind: "enum", part, fullName, features: inheritedFeatures(enclosing, options), options });
  }
}
