// A program that serves until a signal comes. It tells its port, and when a handler begins; that one answers late.
import { createServer } from "../../server/server.ts";
import { echoService } from "../../testing/echo-service.ts";

const server = createServer({ port: 0, host: "127.0.0.1", handleSignals: true }).register(echoService(), {
  echo: (value) => {
    process.stdout.write("started\n");
    return value === "never"
      ? new Promise(() => {})
      : new Promise((resolve) => process.stdin.once("data", () => resolve(value)));
  },
});
const { port } = await server.listen();
process.stdout.write(`${port}\n`);
