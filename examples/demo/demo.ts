import { spawnSync } from "node:child_process";
import { parseArgs, styleText } from "node:util";

const usage = "usage: npm run demo [-- --port N]   (default 8888; 0 takes a free port)";

const port = readPort();

step("kitex gen shop.thrift");
const tool = new URL("../../packages/tool/src/cli.ts", import.meta.url).pathname;
const generated = spawnSync(process.execPath, ["--conditions=@kitex-ts/source", tool, "gen", "shop.thrift"], {
  cwd: import.meta.dirname,
  stdio: "inherit",
});
if (generated.status !== 0) process.exit(generated.status ?? 1);

step("a server and a client made from it");
// Imported only now: this is the code that was just written.
const { callTheShop } = await import("./calls.ts");
try {
  await callTheShop(port, (what, outcome) => {
    console.log(styleText("cyan", what.padEnd(16), { stream: process.stdout }), outcome);
  });
  step("done: every call was answered, server and client are closed");
} catch (error) {
  if (error instanceof Error && "code" in error && error.code === "KITEX_ERR_ADDRESS_IN_USE") {
    fail(`${error.message}\nfor example: npm run demo -- --port 9999`);
  }
  throw error;
}

function readPort(): number {
  try {
    const { values } = parseArgs({ options: { port: { type: "string", default: "8888" }, help: { type: "boolean" } } });
    if (values.help === true) {
      console.log(usage);
      process.exit(0);
    }
    const given = Number(values.port);
    if (Number.isInteger(given) && given >= 0 && given <= 65_535) return given;
    return fail(`--port must be an integer from 0 to 65535, got "${values.port}"\n${usage}`);
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function step(text: string): void {
  console.log(styleText("bold", `▸ ${text}`, { stream: process.stdout }));
}

function fail(message: string): never {
  console.error(styleText("red", message, { stream: process.stderr }));
  process.exit(1);
}
