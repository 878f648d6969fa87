import type { AnnotationSyntax } from "./syntax.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** What has no annotations shares this list: most of a file does. */
const none: readonly AnnotationSyntax[] = [];

/** Takes `(name = "value", …)` if it is next. A name without a value has the value `1`, as in Apache's compiler. */
export function parseAnnotations(cursor: TokenCursor): readonly AnnotationSyntax[] {
  if (!cursor.takeSymbol("(")) return none;
  const annotations: AnnotationSyntax[] = [];
  while (!cursor.takeSymbol(")")) {
    const { text: name, start, end } = cursor.expectName('the name of an annotation or ")"');
    const value = cursor.takeSymbol("=") ? cursor.expectString("the value of the annotation in quotes").text : "1";
    annotations.push({ name, value, start, end });
    cursor.takeSeparator();
  }
  return annotations;
}
