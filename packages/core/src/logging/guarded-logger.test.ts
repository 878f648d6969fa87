import { expect, test, vi } from "vitest";
import { guardedLogger } from "./guarded-logger.ts";

test("a logger that throws harms nobody, and its `this` is its own", () => {
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  class Collecting {
    readonly lines: string[] = [];
    debug(_facts: object, message: string): void {
      this.lines.push(message);
    }
    info(): void {}
    warn(): void {}
    error(): void {
      throw new Error("disk full");
    }
  }
  const collecting = new Collecting();
  const logger = guardedLogger(collecting);
  logger.debug({}, "fine");
  logger.error({}, "lost");
  expect(collecting.lines).toEqual(["fine"]);
  expect(warned).toHaveBeenCalledWith("the logger threw: disk full", { code: "KITEX_WARN_LOGGER" });
});
