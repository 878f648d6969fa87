import type { ThriftType } from "@kitex-ts/idl";
import { isSimpleElement, underlying } from "../plan/shapes.ts";
import type { CodecScope } from "./codec-scope.ts";
import { type Levels, loop } from "./source-lines.ts";
import { typeId } from "./wire-type.ts";

interface ElementText {
  /** Lines that declare variables, in front of the use of `value`. */
  readonly before: readonly string[];
  readonly value: string;
}

/** Prints how one value is read. Each container gets variables of its own, numbered through. */
export class ValueReader {
  readonly #scope: CodecScope;
  readonly #depth: Levels;
  #containers = 0;

  constructor(scope: CodecScope, depth: Levels) {
    this.#scope = scope;
    this.#depth = depth;
  }

  /** Lines that read a value into the variable `target`, which they declare or find declared. */
  lines(type: ThriftType, target: string, mode: "assign" | "declare", nesting: number = 0): string[] {
    const expression = this.#expression(type, nesting);
    if (expression !== undefined) return [`${mode === "declare" ? "const " : ""}${target} = ${expression};`];
    const inner = underlying(type);
    const number = this.#containers === 0 ? "" : String(this.#containers);
    this.#containers++;
    const [size, index, level] = [`size${number}`, `i${number}`, this.#depth(nesting)];
    const head = `for (let ${index} = 0; ${index} < ${size}; ${index}++)`;
    const started = (empty: string): string =>
      mode === "assign" ? `${target} = ${empty};` : `const ${target}: ${this.#scope.type(type, "output")} = ${empty};`;
    switch (inner.kind) {
      case "list":
      case "set": {
        const isSet = inner.kind === "set" && isSimpleElement(inner.element);
        const begin = this.#scope.door(inner.kind === "set" ? "readSetBegin" : "readListBegin");
        const item = this.#element(inner.element, `item${number}`, nesting + 1);
        return [
          `const ${size} = ${begin}(input, ${typeId(inner.element)}, ${level});`,
          started(isSet ? "new Set()" : "[]"),
          ...loop(head, [...item.before, `${target}.${isSet ? "add" : "push"}(${item.value});`]),
        ];
      }
      case "map": {
        const key = this.#element(inner.key, `key${number}`, nesting + 1);
        const item = this.#element(inner.value, `item${number}`, nesting + 1);
        // The key stands first in the bytes: where the value takes lines of its own, the key is read before them.
        const keyFirst = item.before.length > 0 && key.before.length === 0;
        const before = keyFirst ? [`const key${number} = ${key.value};`] : key.before;
        return [
          `const ${size} = ${this.#scope.door("readMapBegin")}(input, ${typeId(inner.key)}, ${typeId(inner.value)}, ${level});`,
          started("new Map()"),
          ...loop(head, [
            ...before,
            ...item.before,
            `${target}.set(${keyFirst ? `key${number}` : key.value}, ${item.value});`,
          ]),
        ];
      }
      default:
        throw new Error(`a ${inner.kind} is read by one call`);
    }
  }

  #element(type: ThriftType, name: string, nesting: number): ElementText {
    const expression = this.#expression(type, nesting);
    if (expression !== undefined) return { before: [], value: expression };
    return { before: this.lines(type, name, "declare", nesting), value: name };
  }

  /** The call that reads a value which takes only one. */
  #expression(type: ThriftType, nesting: number): string | undefined {
    const inner = underlying(type);
    switch (inner.kind) {
      case "bool":
        return `${this.#scope.door("readBool")}(input)`;
      case "i8":
        return "input.readI8()";
      case "i16":
        return "input.readI16()";
      case "i32":
      case "enum":
        return "input.readI32()";
      case "i64":
        return this.#scope.plan.options.i64 === "number"
          ? `${this.#scope.door("readI64AsNumber")}(input)`
          : "input.readI64()";
      case "double":
        return "input.readDouble()";
      case "string":
        return `${this.#scope.door("readString")}(input)`;
      case "binary":
        return `${this.#scope.door("readBinary")}(input)`;
      case "struct":
        return `${this.#scope.functionOf(inner.definition, "read")}(input, ${this.#depth(nesting)})`;
      default:
        return undefined;
    }
  }
}
