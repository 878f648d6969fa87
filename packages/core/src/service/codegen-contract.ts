import { ErrorCode } from "../errors/codes.ts";
import { KitexError } from "../errors/kitex-error.ts";
import { CORE_VERSION } from "../version.ts";
import type { ServiceInfo } from "./service-info.ts";

/** The contract with generated code that this version of core keeps. */
const CODEGEN = 1;

/** Throws `CodegenMismatch` when a service was generated for another contract. */
export function assertCodegenFits({ name, codegen, tool }: ServiceInfo): void {
  if (codegen === CODEGEN) return;
  const mend =
    codegen > CODEGEN
      ? "update @kitex-ts/core: npm install @kitex-ts/core@latest"
      : "generate the code again: npx kitex gen <the IDL>";
  throw new KitexError(
    ErrorCode.CodegenMismatch,
    `the code of service ${name} was written by kitex ${tool} for contract ${codegen}, ` +
      `@kitex-ts/core ${CORE_VERSION} keeps contract ${CODEGEN}; ${mend}`,
  );
}
