import type { StructDescriptor } from "../descriptor.ts";
import type { StructCodec } from "../struct-codec.ts";
import { compileStruct } from "./compile.ts";
import { interpretStruct } from "./interpret.ts";

const codecs = new WeakMap<StructDescriptor, StructCodec>();

/**
 * The codec of a struct that is known by its descriptor only: compiled where code may be generated from strings, else
 * interpreted. Made once per descriptor. Throws a `ThriftError` when the descriptor is not sound.
 */
export function structCodecFor(struct: StructDescriptor): StructCodec {
  let codec = codecs.get(struct);
  if (codec === undefined) {
    codec = mayGenerateCode() ? compileStruct(struct) : interpretStruct(struct);
    codecs.set(struct, codec);
  }
  return codec;
}

function mayGenerateCode(): boolean {
  try {
    new Function("");
    return true;
  } catch {
    return false;
  }
}
