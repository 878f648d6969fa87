import { formatDiagnostic } from "@kitex-ts/idl";
import { type Command, parseArgs } from "./args.ts";
import { ExitCode, IdlError, ToolError } from "./errors.ts";
import { type GenerateOptions, type GenerateResult, generate } from "./generate.ts";
import { helpText } from "./help.ts";
import { printable, type Terminal } from "./terminal.ts";
import { toolVersion } from "./version.ts";
import { watch } from "./watch.ts";

/**
 * Runs the command that the arguments ask for, and gives the exit code. It rejects for nothing but a defect of the
 * tool. Watching ends when `stop` is aborted.
 */
export async function run(
  argv: readonly string[],
  cwd: string,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  let command: Command;
  try {
    command = parseArgs(argv, cwd);
  } catch (error) {
    return report(error, terminal);
  }
  switch (command.kind) {
    case "help":
      terminal.out(helpText(command.topic));
      return ExitCode.Ok;
    case "version":
      terminal.out(`${toolVersion}\n`);
      return ExitCode.Ok;
    case "generate": {
      const { options, verbose } = command;
      if (!command.watch) return (await generateOnce(options, verbose, terminal)).code;
      await watch(options, terminal, stop, () => generateOnce(options, verbose, terminal));
      return ExitCode.Ok;
    }
  }
}

/** What one generation came to. */
export interface Outcome {
  readonly code: ExitCode;
  /** The IDL files it read; `undefined` when it did not get so far. */
  readonly sources: readonly string[] | undefined;
}

async function generateOnce(options: GenerateOptions, verbose: boolean, terminal: Terminal): Promise<Outcome> {
  const progress = terminal.interactive ? { onProgress: progressLine(terminal) } : {};
  try {
    const result = await generate({ ...options, ...progress });
    return { code: summarize(result, options, verbose, terminal), sources: result.sources };
  } catch (error) {
    return { code: report(error, terminal), sources: undefined };
  }
}

function summarize(result: GenerateResult, options: GenerateOptions, verbose: boolean, terminal: Terminal): ExitCode {
  for (const warning of result.warnings) terminal.err(`${formatDiagnostic(warning, { color: terminal.color })}\n`);
  for (const note of result.notes) terminal.err(`${printable(note)}\n`);
  if (options.check === true) {
    if (result.upToDate) return ExitCode.Ok;
    for (const path of result.written) terminal.err(`${printable(path)} is stale or missing\n`);
    for (const path of result.removed)
      terminal.err(`${printable(path)} should be gone: nothing produces it any more\n`);
    terminal.err("run the same command without --check\n");
    return ExitCode.RunFailure;
  }
  if (verbose) {
    for (const path of result.written) terminal.err(`wrote ${printable(path)}\n`);
    for (const path of result.removed) terminal.err(`removed ${printable(path)}\n`);
  }
  const removed = result.removed.length === 0 ? "" : `, ${result.removed.length} removed`;
  terminal.err(`${count(result.written.length)} written, ${result.unchanged} unchanged${removed}\n`);
  return ExitCode.Ok;
}

/** Prints what went wrong and gives the exit code for it; a defect of the tool is thrown on. */
function report(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof IdlError) {
    for (const finding of error.diagnostics) terminal.err(`${formatDiagnostic(finding, { color: terminal.color })}\n`);
    const errors = error.diagnostics.filter(({ severity }) => severity === "error").length;
    terminal.err(`${errors === 1 ? "1 error" : `${errors} errors`}; nothing was written\n`);
    return ExitCode.RunFailure;
  }
  if (error instanceof ToolError) {
    terminal.err(`kitex: ${printable(error.message)}\n`);
    if (error.hint !== undefined) terminal.err(`  ${printable(error.hint)}\n`);
    return error.exitCode;
  }
  throw error;
}

function progressLine(terminal: Terminal): (done: number, total: number) => void {
  return (done, total) => {
    if (total < 50 || (done % 25 !== 0 && done !== total)) return;
    terminal.err(done === total ? "\r\x1b[K" : `\r\x1b[K${done} of ${total} IDL files`);
  };
}

function count(files: number): string {
  return files === 1 ? "1 file" : `${files} files`;
}
