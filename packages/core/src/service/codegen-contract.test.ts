import { expect, test } from "vitest";
import { ErrorCode } from "../errors/codes.ts";
import { echoService } from "../testing/echo-service.ts";
import { CORE_VERSION } from "../version.ts";
import { assertCodegenFits } from "./codegen-contract.ts";

const generated = { ...echoService(), tool: "3.2.1" };

test("code for the contract that core keeps is taken", () => {
  expect(() => assertCodegenFits(generated)).not.toThrow();
});

test.each([
  [2, "update @kitex-ts/core: npm install @kitex-ts/core@latest"],
  [0, "generate the code again: npx kitex gen <the IDL>"],
])("code for contract %s is refused, with both versions and what mends it", (codegen, mend) => {
  expect(() => assertCodegenFits({ ...generated, codegen })).toThrow(
    expect.objectContaining({
      code: ErrorCode.CodegenMismatch,
      message:
        `the code of service Echo was written by kitex 3.2.1 for contract ${codegen}, ` +
        `@kitex-ts/core ${CORE_VERSION} keeps contract 1; ${mend}`,
    }),
  );
});
