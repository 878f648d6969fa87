/**
 * The tree of one Thrift file as it is written: names are text, numbers are not checked, nothing is looked up.
 * Every node knows where it stands.
 */

import type { Span } from "../source.ts";
import type { Annotation, Requiredness } from "./ast.ts";

/** A name as written; it may hold dots. */
export interface NameSyntax extends Span {
  readonly text: string;
}

export interface IntSyntax extends Span {
  readonly value: bigint;
}

/** What a run of `(name = "value")` holds; the places serve messages. */
export interface AnnotationSyntax extends Span, Annotation {}

export type TypeSyntax = TypeShape & Span & { readonly annotations: readonly AnnotationSyntax[] };

type TypeShape =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "list" | "set"; readonly element: TypeSyntax }
  | { readonly kind: "map"; readonly key: TypeSyntax; readonly value: TypeSyntax };

export type ConstSyntax = ConstShape & Span;

type ConstShape =
  | { readonly kind: "int"; readonly value: bigint }
  | { readonly kind: "double"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "list"; readonly values: readonly ConstSyntax[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [ConstSyntax, ConstSyntax])[] };

interface Documented {
  readonly name: NameSyntax;
  readonly doc: string | undefined;
  readonly annotations: readonly AnnotationSyntax[];
}

export interface FieldSyntax extends Documented {
  readonly id: IntSyntax | undefined;
  readonly requiredness: Requiredness;
  readonly type: TypeSyntax;
  readonly defaultValue: ConstSyntax | undefined;
}

export interface TypedefSyntax extends Documented {
  readonly kind: "typedef";
  readonly type: TypeSyntax;
}

export interface ConstDefinitionSyntax extends Documented {
  readonly kind: "const";
  readonly type: TypeSyntax;
  readonly value: ConstSyntax;
}

export interface EnumMemberSyntax extends Documented {
  readonly value: IntSyntax | undefined;
}

export interface EnumSyntax extends Documented {
  readonly kind: "enum";
  readonly members: readonly EnumMemberSyntax[];
}

export interface StructSyntax extends Documented {
  readonly kind: "struct" | "union" | "exception";
  readonly fields: readonly FieldSyntax[];
}

export interface MethodSyntax extends Documented {
  readonly oneway: boolean;
  /** `undefined` is `void`. */
  readonly returns: TypeSyntax | undefined;
  readonly parameters: readonly FieldSyntax[];
  readonly throws: readonly FieldSyntax[];
}

export interface ServiceSyntax extends Documented {
  readonly kind: "service";
  readonly extends: NameSyntax | undefined;
  readonly methods: readonly MethodSyntax[];
}

export type DefinitionSyntax = TypedefSyntax | ConstDefinitionSyntax | EnumSyntax | StructSyntax | ServiceSyntax;

/** `include "path"`; the span is that of the string. */
export interface IncludeSyntax extends Span {
  readonly path: string;
}

export interface NamespaceSyntax extends Span {
  readonly scope: string;
  readonly name: string;
}

export interface FileSyntax {
  readonly namespaces: readonly NamespaceSyntax[];
  readonly includes: readonly IncludeSyntax[];
  readonly definitions: readonly DefinitionSyntax[];
  /** Whether a definition could not even be named because of a syntax error, so that a name that is missing may be it. */
  readonly incomplete: boolean;
}
