import type { SourceText } from "../source.ts";
import type { Annotation, Position } from "../thrift/ast.ts";
import type { AnnotationSyntax, NameSyntax } from "../thrift/syntax.ts";

/** What has no annotations shares this list. */
const none: readonly Annotation[] = [];

interface Named {
  readonly name: NameSyntax;
  readonly doc: string | undefined;
  readonly annotations: readonly AnnotationSyntax[];
}

interface Described {
  readonly name: string;
  readonly position: Position;
  readonly doc: string | undefined;
  readonly annotations: readonly Annotation[];
}

/** What a definition, a member and a method have in common; the position is that of the name. */
export function describe({ name, doc, annotations }: Named, source: SourceText): Described {
  return {
    name: name.text,
    position: source.positionAt(name.start),
    doc,
    annotations:
      annotations.length === 0
        ? none
        : annotations.map((annotation) => ({ name: annotation.name, value: annotation.value })),
  };
}
