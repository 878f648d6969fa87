import type { DiagnosticList } from "../../diagnostic-list.ts";
import type { SourceText } from "../../source.ts";
import type { SourceFile } from "../source-file.ts";
import { describeFile } from "./describe-file.ts";
import { parseProto } from "./parse.ts";

/** Reads one .proto file: names in it are as written, options not yet serialized. */
export function readProto(importName: string, source: SourceText, diagnostics: DiagnosticList): SourceFile {
  return describeFile(importName, parseProto(source, diagnostics), source);
}
