import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installedProject, nodes } from "../support/installed-project.ts";
import type { ScratchFolder } from "../support/scratch.ts";
import { root, run } from "../support/workspace.ts";

const idl = `namespace go demo

struct Greeting { 1: required string name }

exception Nameless { 1: string advice }

/** Greets people. */
service Demo {
  string greet(1: Greeting greeting) throws (1: Nameless nameless)
  i64 add(1: i64 a, 2: i64 b)
}
`;

/** What the scaffold's methods do once they are filled in. */
const bodies = {
  greet: `if (_request.name === "") throw new Nameless({ advice: "say a name" });
    return \`hello \${_request.name}\`;`,
  add: "return BigInt(_request.a) + BigInt(_request.b);",
};

/** Three calls of a client: an answer, a declared exception, and numbers of 64 bits. */
const calls = `async function callDemo(createClient, Demo, hostPort) {
  const demo = createClient(Demo, { destination: "demo", hostPorts: [hostPort] });
  const greeted = await demo.greet({ name: "Ann" });
  const refused = await demo.greet.safe({ name: "" });
  const sum = await demo.add({ a: 1, b: 2n ** 62n });
  await demo.close();
  return [greeted, refused.ok ? "?" : \`\${refused.error.name}: \${refused.error.fields.advice}\`, String(sum)].join("; ");
}
`;
const answers = "hello Ann; Nameless: say a name; 4611686018427387905";

/** Server and client in one process, on a port that the system chooses. */
const both = `${calls}
async function main({ createClient, createServer }, { Demo }, { demoHandler }) {
  const server = createServer({ port: 0 }).register(Demo, demoHandler);
  const { port } = await server.listen();
  console.log(await callDemo(createClient, Demo, \`127.0.0.1:\${port}\`));
  await server.close();
}
`;

const scripts = {
  "import.mjs": `import * as core from "@kitex-ts/core";
import * as service from "./kitex-gen/demo/service.ts";
import * as handler from "./handler.ts";
${both}
await main(core, service, handler);
`,
  "require.cjs": `${both}
main(require("@kitex-ts/core"), require("./kitex-gen/demo/service.ts"), require("./handler.ts"));
`,
  "call.mjs": `import { createClient } from "@kitex-ts/core";
import { Demo } from "./kitex-gen/demo/service.ts";
${calls}
console.log(await callDemo(createClient, Demo, process.argv[2]));
`,
};

let project: ScratchFolder;

beforeAll(() => {
  project = installedProject();
  project.write({ "demo.thrift": idl, ...scripts });
  run("npx", ["--offline", "kitex", "-service", "demo", "demo.thrift"], project.path);
  fillInHandler();
});

afterAll(() => {
  project[Symbol.dispose]();
});

function fillInHandler(): void {
  let text = readFileSync(join(project.path, "handler.ts"), "utf8");
  for (const [method, body] of Object.entries(bodies)) {
    text = text.replace(new RegExp(`(async ${method}\\()\\w+(.*\\{\\n).*throw .*\\n`), `$1_request$2    ${body}\n`);
  }
  project.write({ "handler.ts": `import { Nameless } from "./kitex-gen/demo/types.ts";\n${text}` });
}

/** Starts the scaffold's server; resolves when it says where it listens. */
async function start(node: string) {
  const server = spawn(node, ["--no-warnings", "main.ts"], {
    cwd: project.path,
    env: { PATH: process.env["PATH"], PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await Promise.race([
    once(createInterface(server.stdout), "line"),
    once(server, "exit").then(([code]) => [`it ended with ${code}`]),
  ]);
  return { server, line: String(line) };
}

describe.each(nodes)("in a project made from the tarballs, on $line", ({ program }) => {
  test.each(["import.mjs", "require.cjs"])("a server and a client talk, by %s", (script) => {
    expect(run(program, ["--no-warnings", script], project.path)).toBe(`${answers}\n`);
  });

  test("the scaffold's server starts, is called, and stops when it is told to", async () => {
    const { server, line } = await start(program);
    try {
      const port = line.match(/^demo listens on .*?(\d+)$/)?.[1];
      expect(port, line).toBeDefined();
      expect(run(program, ["--no-warnings", "call.mjs", `127.0.0.1:${port}`], project.path)).toBe(`${answers}\n`);
      const exited = once(server, "exit");
      server.kill("SIGTERM");
      // It drains first, then lets the signal end the process, so that a supervisor sees its own signal.
      expect(await exited).toEqual([null, "SIGTERM"]);
    } finally {
      server.kill("SIGKILL");
    }
  });
});

describe("the project's code and the declarations of the packages", () => {
  beforeAll(() => {
    mkdirSync(join(project.path, "node_modules/@types"));
    symlinkSync(join(root, "node_modules/@types/node"), join(project.path, "node_modules/@types/node"));
  });

  test.each([
    ["5.8", "tests/node_modules/typescript-5.8"],
    ["5.9", "tests/node_modules/typescript-5.9"],
    ["6.0", "tests/node_modules/typescript-6.0"],
    ["7.0", "node_modules/typescript"],
  ])("type-check with TypeScript %s", (_version, folder) => {
    const node = nodes.find(({ line }) => line === "Node 24")?.program ?? "node";
    run(node, [join(root, folder, "bin/tsc"), "-p", "tsconfig.json", "--skipLibCheck", "false"], project.path);
  });
});

test("generating again changes nothing, and `--check` says so", () => {
  const before = readFileSync(join(project.path, "handler.ts"), "utf8");
  run("npx", ["--offline", "kitex", "-service", "demo", "demo.thrift"], project.path);
  expect(readFileSync(join(project.path, "handler.ts"), "utf8")).toBe(before);
  run("npx", ["--offline", "kitex", "-service", "demo", "--check", "demo.thrift"], project.path);
});
