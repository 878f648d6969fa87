import { afterEach, expect, test, vi } from "vitest";
import { silentLogger, warningLogger } from "./logger.ts";

afterEach(() => void vi.restoreAllMocks());

function stderr(): string[] {
  const lines: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  return lines;
}

test("the default writes one line for a warning or an error, with the facts behind it", () => {
  const lines = stderr();
  warningLogger.debug({}, "no");
  warningLogger.info({}, "no");
  warningLogger.warn({ destination: "echo", nothing: undefined }, "metadata is set");
  warningLogger.error({ error: new TypeError("two\nlines") }, "it failed");
  expect(lines).toEqual([
    "[kitex] warning: metadata is set destination=echo\n",
    "[kitex] error: it failed error=TypeError: two\\u000alines\n",
  ]);
});

test("no fact makes the default throw, or write a second line", () => {
  const lines = stderr();
  warningLogger.error({ a: Object.create(null), b: Symbol("s"), c: { toString: null } }, "a\nb");
  expect(lines).toEqual([
    "[kitex] error: a\\u000ab a=a value that cannot be shown b=Symbol(s) c=a value that cannot be shown\n",
  ]);
});

test("the silent one says nothing", () => {
  const lines = stderr();
  for (const level of ["debug", "info", "warn", "error"] as const) silentLogger[level]({}, "x");
  expect(lines).toEqual([]);
});
