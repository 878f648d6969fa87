import * as reader from "../binary/reader.ts";
import * as writer from "../binary/writer.ts";
import { checkDescriptor } from "../check-descriptor.ts";
import { absentValue, isUnsentDefault } from "../default-value.ts";
import type { StructDescriptor } from "../descriptor.ts";
import { skip } from "../skip.ts";
import type { StructCodec } from "../struct-codec.ts";
import { missingRequired, notOneMember, tooDeep } from "../thrift-error.ts";
import { keepField, unknownFields, writeUnknownFields } from "../unknown-fields.ts";
import { codecSource } from "./source.ts";

/** What the compiled text may name. */
const primitives = {
  ...reader,
  ...writer,
  absentValue,
  isUnsentDefault,
  keepField,
  missing: (field: string): never => {
    throw missingRequired(field);
  },
  notOneMember,
  skip,
  tooDeep,
  unknownFields,
  writeUnknownFields,
};

/**
 * Compiles a descriptor, and all that it leads to, into functions in the shape of generated code.
 *
 * Throws a `ThriftError` when the descriptor is not sound, and an `EvalError` where code generation from strings is
 * off (`node --disallow-code-generation-from-strings`).
 */
export function compileStruct(struct: StructDescriptor): StructCodec {
  const structs = checkDescriptor(struct);
  const source = `"use strict";
const { ${Object.keys(primitives).join(", ")} } = primitives;
${codecSource(structs)}
return { write: write0, read: read0 };`;
  return new Function("primitives", "structs", source)(primitives, structs);
}
