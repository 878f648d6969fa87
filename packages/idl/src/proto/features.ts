import type { FileDescriptorProto } from "./descriptor-proto.ts";

/** The features that decide what a field is on the wire and in a program, by the names of `google.protobuf.FeatureSet`. */
export interface Features {
  readonly field_presence: string;
  readonly enum_type: string;
  readonly repeated_field_encoding: string;
  readonly utf8_validation: string;
  readonly message_encoding: string;
  readonly json_format: string;
}

/** What the features are where a file says nothing: https://protobuf.dev/editions/features */
const proto2: Features = {
  field_presence: "EXPLICIT",
  enum_type: "CLOSED",
  repeated_field_encoding: "EXPANDED",
  utf8_validation: "NONE",
  message_encoding: "LENGTH_PREFIXED",
  json_format: "LEGACY_BEST_EFFORT",
};

const proto3: Features = {
  field_presence: "IMPLICIT",
  enum_type: "OPEN",
  repeated_field_encoding: "PACKED",
  utf8_validation: "VERIFY",
  message_encoding: "LENGTH_PREFIXED",
  json_format: "ALLOW",
};

/** Editions 2023, 2024 and 2026 agree in what is read here. */
const editions: Features = { ...proto3, field_presence: "EXPLICIT" };

/** The features that a file's syntax or edition begins with. */
export function defaultFeatures({ syntax }: FileDescriptorProto): Features {
  if (syntax === "editions") return editions;
  return syntax === "proto3" ? proto3 : proto2;
}

/** The features of a definition: those that its options set, the others as what encloses it has them. */
export function inheritedFeatures(enclosing: Features, options: ReadonlyMap<string, unknown>): Features {
  const set = options.get("features");
  if (!(set instanceof Map)) return enclosing;
  const feature = (name: keyof Features): string => {
    const value: unknown = set.get(name);
    return typeof value === "string" ? value : enclosing[name];
  };
  return {
    field_presence: feature("field_presence"),
    enum_type: feature("enum_type"),
    repeated_field_encoding: feature("repeated_field_encoding"),
    utf8_validation: feature("utf8_validation"),
    message_encoding: feature("message_encoding"),
    json_format: feature("json_format"),
  };
}
