import { describe, expect, test } from "vitest";
import { ErrorCode } from "../errors/codes.ts";
import { echoClient } from "../testdata/echo-client.ts";
import { rawClient } from "../testdata/raw-peer.ts";
import { recordingLogger } from "../testdata/recorded-logs.ts";
import { runProgram } from "../testdata/run-program.ts";
import { onExitSignal } from "./signals.ts";

describe("a server with handleSignals, in a process of its own", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s: answers what it was asked, accepts nobody new, and ends by that signal",
    async (signal) => {
      using program = runProgram("server-that-stops");
      const port = Number((await program.lines.next()).value);
      await using client = echoClient(port);
      const call = client.echo("hi");
      expect((await program.lines.next()).value).toBe("started");
      program.child.kill(signal);
      program.child.stdin.write("go on\n");
      expect(await call).toBe("hi");
      expect(await program.exited).toBe(signal);
      expect(await client.echo.safe("hi")).toMatchObject({ error: { code: ErrorCode.Connect } });
    },
    20_000,
  );

  test("a second signal ends it at once", async () => {
    using program = runProgram("server-that-stops");
    const port = Number((await program.lines.next()).value);
    await using client = echoClient(port);
    const call = client.echo.safe("never");
    await program.lines.next();
    using idle = await rawClient(port);
    program.child.kill("SIGTERM");
    // An idle connection ends when the first signal has arrived.
    await idle.ended;
    program.child.kill("SIGTERM");
    expect(await program.exited).toBe("SIGTERM");
    expect(await call).toMatchObject({ error: { code: ErrorCode.ConnectionClosed } });
  }, 20_000);
});

test("hooks are taken back", () => {
  const before = process.listenerCount("SIGTERM") + process.listenerCount("SIGINT");
  const unhook = onExitSignal(async () => {}, recordingLogger());
  expect(process.listenerCount("SIGTERM") + process.listenerCount("SIGINT")).toBe(before + 2);
  unhook();
  expect(process.listenerCount("SIGTERM") + process.listenerCount("SIGINT")).toBe(before);
});
