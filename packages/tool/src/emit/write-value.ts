import type { ThriftType } from "@kitex-ts/idl";
import { isSimpleElement, underlying } from "../plan/shapes.ts";
import type { CodecScope } from "./codec-scope.ts";
import { type Levels, loop } from "./source-lines.ts";
import { typeId } from "./wire-type.ts";

/** What the codec's door calls a type that one call writes; `undefined` for structs and containers. */
export function scalarName(type: ThriftType): string | undefined {
  const inner = underlying(type);
  switch (inner.kind) {
    case "bool":
      return "Bool";
    case "i8":
      return "I8";
    case "i16":
      return "I16";
    case "i32":
    case "enum":
      return "I32";
    case "i64":
      return "I64";
    case "double":
      return "Double";
    case "string":
      return "String";
    case "binary":
      return "Binary";
    default:
      return undefined;
  }
}

/** Lines that write the value of an expression, without a header. `nesting` counts the containers around it. */
export function valueLines(
  scope: CodecScope,
  type: ThriftType,
  value: string,
  depth: Levels,
  nesting: number = 0,
): string[] {
  const scalar = scalarName(type);
  if (scalar !== undefined) return [`${scope.door(`write${scalar}`)}(out, ${value});`];
  const inner = underlying(type);
  const number = nesting === 0 ? "" : String(nesting);
  const level = depth(nesting);
  // A loop variable must not hide what is looped over.
  const item = value === `item${number}` ? "item0" : `item${number}`;
  switch (inner.kind) {
    case "struct":
      return [`${scope.functionOf(inner.definition, "write")}(${value}, out, ${level});`];
    case "list":
    case "set": {
      const begin = inner.kind === "set" && isSimpleElement(inner.element) ? "writeSetBegin" : "writeListBegin";
      return [
        `${scope.door(begin)}(out, ${typeId(inner.element)}, ${value}, ${level});`,
        ...loop(`for (const ${item} of ${value})`, valueLines(scope, inner.element, item, depth, nesting + 1)),
      ];
    }
    case "map": {
      const key = `key${number}`;
      return [
        `${scope.door("writeMapBegin")}(out, ${typeId(inner.key)}, ${typeId(inner.value)}, ${value}, ${level});`,
        ...loop(`for (const [${key}, ${item}] of ${value})`, [
          ...valueLines(scope, inner.key, key, depth, nesting + 1),
          ...valueLines(scope, inner.value, item, depth, nesting + 1),
        ]),
      ];
    }
    default:
      throw new Error(`a ${inner.kind} is written by one call`);
  }
}
