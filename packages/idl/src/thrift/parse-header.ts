import { parseAnnotations } from "./parse-annotations.ts";
import type { IncludeSyntax, NamespaceSyntax } from "./syntax.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** Headers of the first Thrift compilers → the scope of the `namespace` that replaced them. */
const oldHeaders = new Map([
  ["cpp_namespace", "cpp"],
  ["cocoa_prefix", "cocoa"],
  ["csharp_namespace", "csharp"],
  ["delphi_namespace", "delphi"],
  ["java_package", "java"],
  ["perl_package", "perl"],
  ["php_namespace", "php"],
  ["py_module", "py"],
  ["ruby_namespace", "rb"],
  ["smalltalk_category", "smalltalk.category"],
  ["smalltalk_prefix", "smalltalk.prefix"],
  ["xsd_namespace", "xsd"],
]);

/** Whether the next token begins a header. */
export function headerBegins(cursor: TokenCursor): boolean {
  const { kind, text } = cursor.current;
  return (
    kind === "name" && (text === "include" || text === "cpp_include" || text === "namespace" || oldHeaders.has(text))
  );
}

/** Takes a header and adds it to what a file has. `cpp_include` says nothing outside C++ and is left out. */
export function parseHeader(
  cursor: TokenCursor,
  found: { readonly namespaces: NamespaceSyntax[]; readonly includes: IncludeSyntax[] },
): void {
  const word = cursor.take();
  if (word.text === "include") {
    const { text: path, start, end } = cursor.expectString("the path of the file in quotes");
    found.includes.push({ path, start, end });
  } else if (word.text === "cpp_include") {
    cursor.expectString("the path of the file in quotes");
  } else if (word.text === "namespace") {
    const scope = cursor.takeSymbol("*") ? "*" : cursor.expectName('a language or "*"').text;
    const { text: name, start, end } = cursor.expectName("the namespace");
    found.namespaces.push({ scope, name, start, end });
    parseAnnotations(cursor);
  } else {
    const scope = oldHeaders.get(word.text) ?? word.text;
    // The URI of an XML schema is no name.
    const {
      text: name,
      start,
      end,
    } = scope === "xsd" ? cursor.expectString("the namespace") : cursor.expectName("the namespace");
    if (scope !== "xsd") found.namespaces.push({ scope, name, start, end });
    cursor.diagnostics.warning(cursor.source, word, `${word.text} is the old form of "namespace ${scope}"`);
  }
}
