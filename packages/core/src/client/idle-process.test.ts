import { expect, test } from "vitest";
import { silentLogger } from "../logging/logger.ts";
import { createServer } from "../server/server.ts";
import { runProgram } from "../testdata/run-program.ts";
import { echoService } from "../testing/echo-service.ts";

test("a client without calls does not keep its process alive", async () => {
  const given = { port: 0, host: "127.0.0.1", logger: silentLogger };
  await using server = createServer(given).register(echoService(), {});
  const { port } = await server.listen();
  using program = runProgram("client-that-idles", String(port));
  expect((await program.lines.next()).value).toBe("hi");
  expect(await program.exited).toBe(0);
}, 20_000);
