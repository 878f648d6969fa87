import { FieldReader, FieldWriter } from "./wire.ts";

// The messages of google/protobuf/compiler/plugin.proto, which protoc and buf exchange with a plugin.

/** What a compiler asks of a plugin. */
export interface CodeGeneratorRequest {
  /** Names of the files that code is wanted for. */
  readonly filesToGenerate: readonly string[];
  /** What the user gave behind `--kitex-ts_opt=`. */
  readonly parameter: string;
  /** These files and all they import, as a serialized `FileDescriptorSet`. */
  readonly files: Uint8Array;
}

/** A file that a plugin wants written. */
export interface GeneratedText {
  /** With `/` between its parts, below the folder that the user chose. */
  readonly path: string;
  readonly text: string;
}

/** What a plugin answers: files, or what is wrong with the .proto files. */
export type CodeGeneratorResponse =
  | { readonly ok: true; readonly files: readonly GeneratedText[] }
  | { readonly ok: false; readonly error: string };

/** Reads a request. Throws for bytes that are none. */
export function readRequest(bytes: Uint8Array): CodeGeneratorRequest {
  const filesToGenerate: string[] = [];
  const files = new FieldWriter();
  let parameter = "";
  for (const field of new FieldReader(bytes).fields()) {
    if (field.number === 1) filesToGenerate.push(field.text());
    else if (field.number === 2) parameter = field.text();
    else if (field.number === 15) files.bytes(1, field.bytes());
  }
  return { filesToGenerate, parameter, files: files.finish() };
}

/** FEATURE_PROTO3_OPTIONAL and FEATURE_SUPPORTS_EDITIONS. */
const supportedFeatures = 1 | 2;
/** EDITION_PROTO2 and EDITION_2026. */
const editions = { least: 998, most: 1002 } as const;

/** The answer in the form that compilers read. */
export function writeResponse(response: CodeGeneratorResponse): Uint8Array {
  const out = new FieldWriter();
  if (!response.ok) out.text(1, response.error);
  out.integer(2, supportedFeatures);
  out.integer(3, editions.least);
  out.integer(4, editions.most);
  if (response.ok) {
    for (const { path, text } of response.files) {
      const file = new FieldWriter();
      file.text(1, path);
      file.text(15, text);
      out.bytes(15, file.finish());
    }
  }
  return out.finish();
}
