import { messageOf } from "../util/printable.ts";
import { warnOnce } from "../util/warn-once.ts";
import type { Logger } from "./logger.ts";

/** A logger that never throws, over one that may: what went wrong while logging must not end a call. */
export function guardedLogger(logger: Logger): Logger {
  const guarded =
    (level: keyof Logger) =>
    (facts: object, message: string): void => {
      try {
        logger[level](facts, message);
      } catch (error) {
        warnOnce("KITEX_WARN_LOGGER", `the logger threw: ${messageOf(error)}`);
      }
    };
  return { debug: guarded("debug"), info: guarded("info"), warn: guarded("warn"), error: guarded("error") };
}
