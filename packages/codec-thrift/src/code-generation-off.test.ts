import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";

// Starts processes: slow where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const script = fileURLToPath(new URL("./testdata/print-bytes.ts", import.meta.url));

/** What the script prints: how its codec came about, and the bytes and the value it gives. */
function run(...flags: readonly string[]): {
  readonly compiled: boolean;
  readonly bytes: string;
  readonly read: unknown;
} {
  return JSON.parse(
    execFileSync(process.execPath, ["--conditions=@kitex-ts/source", ...flags, script], { encoding: "utf8" }),
  );
}

test("where code generation from strings is off, the interpreter gives the same bytes and values", () => {
  const ordinary = run();
  expect(ordinary.compiled).toBe(true);
  expect(run("--disallow-code-generation-from-strings")).toEqual({ ...ordinary, compiled: false });
});

test.each(["--disable-proto=throw", "--disable-proto=delete", "--frozen-intrinsics"])("the same under %s", (flag) => {
  expect(run(flag)).toEqual(run());
});
