import type {
  AnnotationSyntax,
  ConstSyntax,
  DefinitionSyntax,
  FieldSyntax,
  FileSyntax,
  MethodSyntax,
  TypeSyntax,
} from "../thrift/syntax.ts";

/** The parts of a tree that printing needs: places and docs are left open. */
export type Bare<T> = T extends readonly [infer First, infer Second]
  ? readonly [Bare<First>, Bare<Second>]
  : T extends readonly (infer Item)[]
    ? readonly Bare<Item>[]
    : T extends object
      ? { readonly [Key in keyof T as Key extends "start" | "end" | "doc" | "incomplete" ? never : Key]: Bare<T[Key]> }
      : T;

/** Prints a tree as Thrift; `separator` stands wherever one is allowed, `space` where something must stand. */
export class Printer {
  readonly #separator: string;
  readonly #space: string;

  constructor(separator: string, space: string) {
    this.#separator = separator;
    this.#space = space;
  }

  file(file: Bare<FileSyntax>): string {
    return [
      ...file.namespaces.map(({ scope, name }) => this.#words("namespace", scope, name)),
      ...file.includes.map(({ path }) => this.#words("include", quoted(path))),
      ...file.definitions.map((definition) => this.#definition(definition)),
    ].join(this.#space);
  }

  #definition(definition: Bare<DefinitionSyntax>): string {
    const name = definition.name.text;
    const annotations = this.#annotations(definition.annotations);
    switch (definition.kind) {
      case "typedef":
        return this.#words("typedef", this.#type(definition.type), name, annotations) + this.#separator;
      case "const": {
        const type = this.#type(definition.type);
        return this.#words("const", type, name, "=", this.#value(definition.value), annotations) + this.#separator;
      }
      case "enum": {
        const members = definition.members.map((member) => {
          const value = member.value === undefined ? "" : `=${member.value.value}`;
          return this.#words(`${member.name.text}${value}`, this.#annotations(member.annotations)) + this.#separator;
        });
        return this.#words("enum", name, "{", ...members, "}", annotations);
      }
      case "service": {
        const parent = definition.extends === undefined ? [] : ["extends", definition.extends.text];
        const methods = definition.methods.map((method) => this.#method(method));
        return this.#words("service", name, ...parent, "{", ...methods, "}", annotations);
      }
      default:
        return this.#words(definition.kind, name, "{", ...this.#fields(definition.fields), "}", annotations);
    }
  }

  #method(method: Bare<MethodSyntax>): string {
    return (
      this.#words(
        method.oneway ? "oneway" : "",
        method.returns === undefined ? "void" : this.#type(method.returns),
        method.name.text,
        "(",
        ...this.#fields(method.parameters),
        ")",
        ...(method.throws.length === 0 ? [] : ["throws", "(", ...this.#fields(method.throws), ")"]),
        this.#annotations(method.annotations),
      ) + this.#separator
    );
  }

  #fields(fields: readonly Bare<FieldSyntax>[]): string[] {
    return fields.map(
      (field) =>
        this.#words(
          field.id === undefined ? "" : `${field.id.value}:`,
          field.requiredness === "default" ? "" : field.requiredness,
          this.#type(field.type),
          field.name.text,
          field.defaultValue === undefined ? "" : `=${this.#space}${this.#value(field.defaultValue)}`,
          this.#annotations(field.annotations),
        ) + this.#separator,
    );
  }

  #type(type: Bare<TypeSyntax>): string {
    const annotations = this.#annotations(type.annotations);
    switch (type.kind) {
      case "name":
        return this.#words(type.name, annotations);
      case "map":
        return this.#words("map", "<", this.#type(type.key), ",", this.#type(type.value), ">", annotations);
      default:
        return this.#words(type.kind, "<", this.#type(type.element), ">", annotations);
    }
  }

  #value(value: Bare<ConstSyntax>): string {
    switch (value.kind) {
      case "int":
        return String(value.value);
      case "double":
        return Object.is(value.value, -0) ? "-0.0" : value.value.toExponential();
      case "string":
        return quoted(value.value);
      case "name":
        return value.name;
      case "list":
        return this.#words("[", ...value.values.map((element) => this.#value(element) + this.#separator), "]");
      case "map":
        return this.#words(
          "{",
          ...value.entries.map(([key, element]) => `${this.#value(key)}:${this.#value(element)}${this.#separator}`),
          "}",
        );
    }
  }

  #annotations(annotations: readonly Bare<AnnotationSyntax>[]): string {
    if (annotations.length === 0) return "";
    const printed = annotations.map(({ name, value }) => `${name}=${quoted(value)}${this.#separator}`);
    return this.#words("(", ...printed, ")");
  }

  #words(...words: readonly string[]): string {
    return words.filter((word) => word !== "").join(this.#space);
  }
}

function quoted(text: string): string {
  const escaped = text.replace(/[\\"\n\r]/g, (character) =>
    character === "\n" ? "\\n" : character === "\r" ? "\\r" : `\\${character}`,
  );
  return `"${escaped}"`;
}
