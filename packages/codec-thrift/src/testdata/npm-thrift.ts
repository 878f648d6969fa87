import thrift from "thrift";
import type { StructDescriptor, TypeDescriptor } from "../descriptor.ts";
import { isRecord } from "./is-record.ts";

type Protocol = InstanceType<typeof thrift.TBinaryProtocol>;

const fixed = new Set(["bool", "i8", "i16", "i32", "i64", "double"]);

const { Type } = thrift.Thrift;

const typeIds = {
  bool: Type.BOOL,
  i8: Type.BYTE,
  i16: Type.I16,
  i32: Type.I32,
  i64: Type.I64,
  double: Type.DOUBLE,
  string: Type.STRING,
  binary: Type.STRING,
  enum: Type.I32,
  list: Type.LIST,
  set: Type.SET,
  map: Type.MAP,
  struct: Type.STRUCT,
} as const;

/** What npm `thrift`'s binary protocol writes for a complete value: an opinion of somebody else on the same bytes. */
export function npmThriftBytes(struct: StructDescriptor, value: unknown): Buffer {
  const chunks: Buffer[] = [];
  const transport = new thrift.TBufferedTransport(undefined, (bytes) => {
    if (bytes !== undefined) chunks.push(bytes);
  });
  const protocol = new thrift.TBinaryProtocol(transport);
  writeStruct(protocol, struct, value);
  // Without an open message the transport takes 0 for the sequence id, and wants a callback for it.
  transport.setCurrSeqId(0);
  transport.flush();
  return Buffer.concat(chunks);
}

function writeStruct(protocol: Protocol, struct: StructDescriptor, value: unknown): void {
  if (!isRecord(value)) throw new TypeError("a struct is an object");
  protocol.writeStructBegin(struct.name);
  const order = [
    ...struct.fields.filter(({ type }) => fixed.has(type.kind)),
    ...struct.fields.filter(({ type }) => !fixed.has(type.kind)),
  ];
  for (const { id, name, type } of order) {
    const item = Object.hasOwn(value, name) ? value[name] : undefined;
    if (item === undefined) continue;
    protocol.writeFieldBegin(name, typeIds[type.kind], id);
    writeValue(protocol, type, item);
    protocol.writeFieldEnd();
  }
  protocol.writeFieldStop();
  protocol.writeStructEnd();
}

function writeValue(protocol: Protocol, type: TypeDescriptor, value: unknown): void {
  switch (type.kind) {
    case "bool":
      protocol.writeBool(value === true);
      break;
    case "i8":
      protocol.writeByte(Number(value));
      break;
    case "i16":
      protocol.writeI16(Number(value));
      break;
    case "i32":
    case "enum":
      protocol.writeI32(Number(value));
      break;
    case "i64": {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64BE(BigInt(String(value)));
      protocol.writeI64(new thrift.Int64(bytes));
      break;
    }
    case "double":
      protocol.writeDouble(Number(value));
      break;
    case "string":
      protocol.writeString(String(value));
      break;
    case "binary":
      if (!(value instanceof Uint8Array)) throw new TypeError("a binary is bytes");
      protocol.writeBinary(Buffer.from(value));
      break;
    case "list": {
      const items = itemsOf(value);
      protocol.writeListBegin(typeIds[type.element.kind], items.length);
      for (const item of items) writeValue(protocol, type.element, item);
      protocol.writeListEnd();
      break;
    }
    case "set": {
      const items = itemsOf(value);
      protocol.writeSetBegin(typeIds[type.element.kind], items.length);
      for (const item of items) writeValue(protocol, type.element, item);
      protocol.writeSetEnd();
      break;
    }
    case "map": {
      if (!(value instanceof Map)) throw new TypeError("a map is a Map");
      protocol.writeMapBegin(typeIds[type.key.kind], typeIds[type.value.kind], value.size);
      for (const [key, item] of value) {
        writeValue(protocol, type.key, key);
        writeValue(protocol, type.value, item);
      }
      protocol.writeMapEnd();
      break;
    }
    case "struct":
      writeStruct(protocol, type.struct(), value);
      break;
  }
}

function itemsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Set) return [...value];
  throw new TypeError("neither an array nor a Set");
}
