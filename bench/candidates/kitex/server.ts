// This project's server as an application has it: generated code, every default. The variant is `tcp` or `unix`.

import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "@kitex-ts/core";
import { Bench } from "../../kitex-gen/thrift/bench/service.ts";
import { runServer } from "../../load/server-program.ts";

runServer(async (variant) => {
  const where =
    variant === "unix"
      ? { path: join(tmpdir(), `kitex-ts-bench-${process.pid}.sock`) }
      : { port: 0, host: "127.0.0.1" };
  // A thousand calls of 256 KiB each wait on one connection.
  const server = createServer({ ...where, maxPendingWriteBytes: 1 << 30 }).register(Bench, {
    echo: ({ message }) => ({ message }),
    echoNested: (request) => request,
  });
  const { port, path } = await server.listen();
  if (path === undefined) return `127.0.0.1:${port}`;
  process.on("exit", () => rmSync(path, { force: true }));
  return `unix:${path}`;
});
