import { describe, expect, test } from "vitest";
import { Child } from "../../bench/measure/child.ts";

function child(script: string): Child {
  return new Child("the child", [process.execPath, "-e", script], process.env, { graceMs: 1 });
}

describe("a child of the bench", () => {
  test("answers lines with lines", async () => {
    await using echo = child(
      "process.stdin.on('data', (text) => process.stdout.write(JSON.stringify({ text: String(text) }) + '\\n'))",
    );
    expect(await echo.ask("hi")).toEqual({ text: "hi\n" });
  });

  test("that says what went wrong fails with it", async () => {
    await using failing = child("console.log(JSON.stringify({ error: 'no port' }))");
    await expect(failing.next()).rejects.toThrow("the child: no port");
  });

  test("that dies fails with what it wrote on the standard error", async () => {
    await using dying = child("throw new Error('out of luck')");
    await expect(dying.next()).rejects.toThrow(/^the child ended: .*out of luck/s);
  });

  test("that cannot be started fails", async () => {
    await using missing = new Child("nobody", ["/nowhere/at/all"], process.env);
    await expect(missing.next()).rejects.toThrow("nobody ended");
  });

  test("is gone when its scope is left, whatever it does", async () => {
    const stubborn = child("console.log(JSON.stringify({ pid: process.pid })); setInterval(() => {}, 1000)");
    const { pid } = await stubborn.next<{ readonly pid: number }>();
    await stubborn[Symbol.asyncDispose]();
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });
});
