import type { Logger } from "../logging/logger.ts";

/** A logger that keeps what it is told. */
export interface RecordingLogger extends Logger {
  /** `level: message`, in order. */
  readonly lines: readonly string[];
}

/** Makes a logger for tests. */
export function recordingLogger(): RecordingLogger {
  const lines: string[] = [];
  const keep =
    (level: string) =>
    (_facts: object, message: string): void => {
      lines.push(`${level}: ${message}`);
    };
  return { lines, debug: keep("debug"), info: keep("info"), warn: keep("warn"), error: keep("error") };
}
