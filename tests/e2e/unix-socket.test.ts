import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer, ErrorCode } from "@kitex-ts/core";
import { expect, test } from "vitest";
import { Lab } from "../fixtures/kitex-gen/echo/service.ts";
import { describeEachTransport, ownServerCases } from "../support/each-transport.ts";
import { kitexErrorOf } from "../support/errors.ts";
import { labHandler } from "../support/lab-handler.ts";
import { scratchFolder } from "../support/scratch.ts";
import { labClient, startRig } from "../support/start-rig.ts";

describeEachTransport(ownServerCases, ({ client }) => {
  test("calls over a Unix socket, and the file goes with the server", async () => {
    using folder = scratchFolder();
    const path = join(folder.path, "lab.sock");
    {
      await using rig = await startRig({ client, server: { path } });
      expect(rig.hostPort).toBe(`unix:${path}`);
      expect(await rig.client.Echo({ message: "hi" })).toEqual({ message: "hi" });
      const bytes = Buffer.alloc(1024 * 1024, "unix ");
      expect(Buffer.compare(await rig.client.Mirror(bytes), bytes)).toBe(0);
      const second = createServer({ path }).register(Lab, labHandler);
      expect((await kitexErrorOf(second.listen())).code).toBe(ErrorCode.AddressInUse);
    }
    expect(existsSync(path)).toBe(false);
    await using late = labClient(`unix:${path}`, client);
    expect((await kitexErrorOf(late.Echo({ message: "hi" }))).code).toBe(ErrorCode.Connect);
  });
});

test("a file that is no socket is left alone", async () => {
  using folder = scratchFolder();
  const path = join(folder.path, "precious");
  writeFileSync(path, "data");
  await kitexErrorOf(createServer({ path }).register(Lab, labHandler).listen());
  expect(readFileSync(path, "utf8")).toBe("data");
});
