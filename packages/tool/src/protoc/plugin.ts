import { formatDiagnostic } from "@kitex-ts/idl";
import { loadDescriptors } from "@kitex-ts/idl/proto";
import { renderProtoModule } from "../emit/proto/render-proto.ts";
import { ToolError } from "../errors.ts";
import { ProtoPlan, type ProtoPlanOptions } from "../plan/proto/proto-plan.ts";
import { importExtensionFor } from "../project/tsconfig.ts";
import { type CodeGeneratorRequest, type CodeGeneratorResponse, readRequest, writeResponse } from "./code-generator.ts";
import { parseParameter } from "./parameter.ts";

/**
 * What `protoc-gen-kitex-ts` answers to a request of protoc or buf: code for the files that were asked for, as `kitex gen`
 * writes it. What is wrong with them, or with the parameter, is the answer's error. Throws for bytes that are no request.
 *
 * `cwd` is the folder whose tsconfig.json says how imports end, unless the parameter does.
 */
export function answerCompiler(request: Uint8Array, cwd: string): Uint8Array {
  return writeResponse(generated(readRequest(request), cwd));
}

function generated({ files, filesToGenerate, parameter }: CodeGeneratorRequest, cwd: string): CodeGeneratorResponse {
  try {
    const given = parseParameter(parameter);
    const loaded = loadDescriptors(files, filesToGenerate);
    if (!loaded.ok) {
      const findings = loaded.diagnostics.filter(({ severity }) => severity === "error");
      return { ok: false, error: findings.map((finding) => formatDiagnostic(finding, { color: false })).join("\n") };
    }
    const options: ProtoPlanOptions = {
      i64: given.i64 ?? "bigint",
      importExtension: given.importExtension ?? importExtensionFor(cwd),
    };
    const plan = new ProtoPlan(loaded.program.files, options);
    const modules = loaded.program.entries.map((file) => plan.module(file));
    return { ok: true, files: modules.flatMap((module) => renderProtoModule(plan, module, module.file.importName)) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { ok: false, error: error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}` };
  }
}
