import { type ByteReader, type ByteWriter, UnexpectedEndError } from "@kitex-ts/netpoll/buffer";
import {
  readBinary,
  readBool,
  readFieldHeader,
  readI64AsNumber,
  readListBegin,
  readMapBegin,
  readSetBegin,
  readString,
} from "../binary/reader.ts";
import { fieldHeader, ttypeOf } from "../binary/ttype.ts";
import {
  checkStruct,
  writeBinary,
  writeBool,
  writeDouble,
  writeFieldHeader,
  writeI8,
  writeI16,
  writeI32,
  writeI64,
  writeListBegin,
  writeMapBegin,
  writeSetBegin,
  writeString,
} from "../binary/writer.ts";
import { checkDescriptor } from "../check-descriptor.ts";
import { absentValue, isUnsentDefault } from "../default-value.ts";
import type { FieldDescriptor, StructDescriptor, TypeDescriptor } from "../descriptor.ts";
import { ownValue } from "../own-value.ts";
import { holdsSimpleValues } from "../set-shape.ts";
import { skip } from "../skip.ts";
import type { StructCodec } from "../struct-codec.ts";
import { missingRequired, notA, notOneMember, ThriftError, tooDeep } from "../thrift-error.ts";
import { type KeptFields, keepField, unknownFields, writeUnknownFields } from "../unknown-fields.ts";
import { ValuePath } from "../value-path.ts";
import { writeOrder } from "../write-order.ts";

/**
 * A codec that walks the descriptor for every value. It gives the bytes and values that compiled code gives, needs no
 * code generation from strings, and its errors name the path of what is wrong.
 */
export function interpretStruct(struct: StructDescriptor): StructCodec {
  const interpreter = new Interpreter(checkDescriptor(struct));
  return {
    write(value, out, depth) {
      const path = new ValuePath();
      try {
        interpreter.writeStruct(struct, value, out, depth, path);
      } catch (error) {
        throw located(error, path);
      }
    },
    read(input, depth) {
      const path = new ValuePath();
      try {
        return interpreter.readStruct(struct, input, depth, path);
      } catch (error) {
        throw located(error, path);
      }
    },
  };
}

function located(error: unknown, path: ValuePath): unknown {
  if (error instanceof ThriftError) return new ThriftError(error.problem, path.toString());
  if (error instanceof UnexpectedEndError) return new ThriftError(error.message, path.toString(), { cause: error });
  return error;
}

/** What is worked out once per struct. */
interface Prepared {
  readonly order: readonly FieldDescriptor[];
  readonly byHeader: ReadonlyMap<number, FieldDescriptor>;
}

class Interpreter {
  readonly #prepared: ReadonlyMap<StructDescriptor, Prepared>;

  constructor(structs: readonly StructDescriptor[]) {
    this.#prepared = new Map(structs.map((struct) => [struct, prepare(struct)]));
  }

  writeStruct(struct: StructDescriptor, value: unknown, out: ByteWriter, depth: number, path: ValuePath): void {
    const data = dataOf(struct, value);
    checkStruct(data, depth);
    let written = 0;
    for (const field of this.#of(struct).order) {
      const given = ownValue(data, field.name);
      const item = given === undefined && field.default !== undefined && !mayBeAbsent(field) ? field.default() : given;
      if (item === undefined && mayBeAbsent(field)) continue;
      if (struct.kind !== "union" && isUnsentDefault(field, item)) continue;
      written++;
      path.field(field.name);
      writeFieldHeader(out, fieldHeader(field.type.kind, field.id));
      this.#writeValue(field.type, item, out, depth - 1, path);
      path.leave();
    }
    const kept = struct.keepUnknownFields === true ? keptOf(data) : undefined;
    if (struct.kind === "union" && written !== 1 && (written > 1 || kept === undefined)) {
      throw notOneMember(struct.name, written);
    }
    writeUnknownFields(out, kept);
    out.writeByte(0);
  }

  readStruct(struct: StructDescriptor, input: ByteReader, depth: number, path: ValuePath): unknown {
    if (depth <= 0) throw tooDeep();
    const { byHeader } = this.#of(struct);
    const found = new Map<FieldDescriptor, unknown>();
    let last: FieldDescriptor | undefined;
    let kept: KeptFields | undefined;
    for (let header = readFieldHeader(input); header !== 0; header = readFieldHeader(input)) {
      const field = byHeader.get(header);
      if (field !== undefined) {
        path.field(field.name);
        found.set(field, this.#readValue(field.type, input, depth - 1, path));
        path.leave();
        last = field;
      } else if (struct.keepUnknownFields === true) kept = keepField(input, header, depth - 1, kept);
      else skip(input, header >>> 16, depth - 1);
    }
    if (struct.kind === "union" && last !== undefined) return Object.fromEntries([[last.name, found.get(last)]]);
    const bytes = kept === undefined ? {} : { [unknownFields]: kept.bytes(input) };
    if (struct.kind === "union") return { $unknown: true, ...bytes };
    const entries = struct.fields.map((field) => [field.name, found.has(field) ? found.get(field) : missing(field)]);
    const fields = Object.assign(Object.fromEntries(entries), bytes);
    return struct.create?.(fields) ?? fields;
  }

  #of(struct: StructDescriptor): Prepared {
    const prepared = this.#prepared.get(struct);
    if (prepared === undefined) throw new ThriftError(`the descriptor of ${struct.name} is another one than before`);
    return prepared;
  }

  #writeValue(type: TypeDescriptor, value: unknown, out: ByteWriter, depth: number, path: ValuePath): void {
    switch (type.kind) {
      case "list":
        writeListBegin(out, ttypeOf[type.element.kind], value, depth);
        this.#writeElements(type.element, value, out, depth, path);
        break;
      case "set":
        if (holdsSimpleValues(type.element)) {
          writeSetBegin(out, ttypeOf[type.element.kind], value, depth);
          this.#writeElements(type.element, value, out, depth, path);
        } else {
          writeListBegin(out, ttypeOf[type.element.kind], value, depth);
          this.#writeElements(type.element, value, out, depth, path);
        }
        break;
      case "map":
        writeMapBegin(out, ttypeOf[type.key.kind], ttypeOf[type.value.kind], value, depth);
        this.#writeEntries(type.key, type.value, value, out, depth, path);
        break;
      case "struct":
        this.writeStruct(type.struct(), value, out, depth, path);
        break;
      default:
        simpleWriters[type.kind](out, value);
    }
  }

  #writeElements(
    type: TypeDescriptor,
    items: Iterable<unknown>,
    out: ByteWriter,
    depth: number,
    path: ValuePath,
  ): void {
    let index = 0;
    for (const item of items) {
      path.index(index++);
      this.#writeValue(type, item, out, depth - 1, path);
      path.leave();
    }
  }

  #writeEntries(
    keyType: TypeDescriptor,
    valueType: TypeDescriptor,
    entries: Iterable<readonly [unknown, unknown]>,
    out: ByteWriter,
    depth: number,
    path: ValuePath,
  ): void {
    let index = 0;
    for (const [key, value] of entries) {
      path.keyAt(index++);
      this.#writeValue(keyType, key, out, depth - 1, path);
      path.leave();
      path.valueOf(key);
      this.#writeValue(valueType, value, out, depth - 1, path);
      path.leave();
    }
  }

  #readValue(type: TypeDescriptor, input: ByteReader, depth: number, path: ValuePath): unknown {
    switch (type.kind) {
      case "list":
        return this.#readElements(
          type.element,
          readListBegin(input, ttypeOf[type.element.kind], depth),
          input,
          depth,
          path,
        );
      case "set": {
        const size = readSetBegin(input, ttypeOf[type.element.kind], depth);
        const items = this.#readElements(type.element, size, input, depth, path);
        return holdsSimpleValues(type.element) ? new Set(items) : items;
      }
      case "map":
        return this.#readMap(type.key, type.value, input, depth, path);
      case "struct":
        return this.readStruct(type.struct(), input, depth, path);
      case "i64":
        return type.as === "number" ? readI64AsNumber(input) : input.readI64();
      default:
        return simpleReaders[type.kind](input);
    }
  }

  #readElements(type: TypeDescriptor, size: number, input: ByteReader, depth: number, path: ValuePath): unknown[] {
    const items: unknown[] = [];
    for (let index = 0; index < size; index++) {
      path.index(index);
      items.push(this.#readValue(type, input, depth - 1, path));
      path.leave();
    }
    return items;
  }

  #readMap(
    keyType: TypeDescriptor,
    valueType: TypeDescriptor,
    input: ByteReader,
    depth: number,
    path: ValuePath,
  ): unknown {
    const size = readMapBegin(input, ttypeOf[keyType.kind], ttypeOf[valueType.kind], depth);
    const map = new Map<unknown, unknown>();
    for (let index = 0; index < size; index++) {
      path.keyAt(index);
      const key = this.#readValue(keyType, input, depth - 1, path);
      path.leave();
      path.valueOf(key);
      map.set(key, this.#readValue(valueType, input, depth - 1, path));
      path.leave();
    }
    return map;
  }
}

function prepare(struct: StructDescriptor): Prepared {
  return {
    order: writeOrder(struct.fields),
    byHeader: new Map(struct.fields.map((field) => [fieldHeader(field.type.kind, field.id), field])),
  };
}

/** Where a value's fields are: an exception with a class has them in its `fields`. */
function dataOf(struct: StructDescriptor, value: unknown): unknown {
  if (struct.create === undefined) return value;
  return typeof value === "object" && value !== null && "fields" in value ? value.fields : undefined;
}

function keptOf(data: object): Uint8Array | undefined {
  const kept: unknown = Reflect.get(data, unknownFields);
  if (kept === undefined || kept instanceof Uint8Array) return kept;
  throw notA("a Uint8Array under the symbol unknownFields", kept);
}

function mayBeAbsent(field: FieldDescriptor): boolean {
  return field.requiredness === "optional" || field.omitAbsent === true;
}

function missing(field: FieldDescriptor): unknown {
  if (field.requiredness === "required") throw missingRequired(field.name);
  return absentValue(field);
}

type SimpleKind = Exclude<TypeDescriptor["kind"], "list" | "set" | "map" | "struct">;

const simpleWriters: Readonly<Record<SimpleKind, (out: ByteWriter, value: unknown) => void>> = {
  bool: writeBool,
  i8: writeI8,
  i16: writeI16,
  i32: writeI32,
  enum: writeI32,
  i64: writeI64,
  double: writeDouble,
  string: writeString,
  binary: writeBinary,
};

const simpleReaders: Readonly<Record<SimpleKind, (input: ByteReader) => unknown>> = {
  bool: readBool,
  i8: (input) => input.readI8(),
  i16: (input) => input.readI16(),
  i32: (input) => input.readI32(),
  enum: (input) => input.readI32(),
  i64: (input) => input.readI64(),
  double: (input) => input.readDouble(),
  string: readString,
  binary: readBinary,
};
