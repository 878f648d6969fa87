import type { Diagnostic } from "@kitex-ts/idl";

/** What the process ends with; the numbers are those of Kitex's own tool. */
export const ExitCode = { Ok: 0, RunFailure: 1, BadArguments: 2, Dependency: 3 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/**
 * A failure that the user can mend: what happened and where in `message`, what to do in `hint`.
 *
 * Anything else that is thrown is a defect of the tool.
 */
export class ToolError extends Error {
  override readonly name = "ToolError" as const;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(message: string, options: { exitCode?: ExitCode; hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode ?? ExitCode.RunFailure;
    this.hint = options.hint;
  }
}

/** A `ToolError` for arguments that make no sense: exit code 2. */
export function badArguments(message: string, hint?: string): ToolError {
  return new ToolError(message, { exitCode: ExitCode.BadArguments, ...(hint === undefined ? {} : { hint }) });
}

/** What is wrong with the IDL; `formatDiagnostic` of `@kitex-ts/idl` prints each finding with its line. */
export class IdlError extends Error {
  override readonly name = "IdlError" as const;
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const [first] = diagnostics.filter(({ severity }) => severity === "error");
    const place = first === undefined ? "" : `${first.position.file}:${first.position.line}: ${first.message}`;
    super(place === "" ? "the IDL has errors" : place);
    this.diagnostics = diagnostics;
  }
}
