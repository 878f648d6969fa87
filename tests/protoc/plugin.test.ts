import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describePeer } from "../support/peers.ts";
import { scratchFolder } from "../support/scratch.ts";
import { root } from "../support/workspace.ts";

const idl = {
  "shop.proto": `syntax = "proto3";
package shop;
import "item.proto";
// What somebody buys.
message Order {
  optional string customer = 1;
  repeated Item items = 2;
  map<int32, Item> sizes = 3;
  oneof payment { string account = 4; bytes card = 5; } // One of them.
}
service Shop {
  // Once.
  rpc Buy(Order) returns (Order);
  rpc Watch(stream Order) returns (stream Order);
}
`,
  "item.proto": `syntax = "proto2";
package shop;
message Item {
  enum Size { NONE = 0; LARGE = 1 [deprecated = true]; }
  required string name = 1;
  optional Size size = 2 [default = LARGE];
  optional group Box = 3 { optional double weight = 1; }
}
`,
};

/** The files of a folder with their text. */
function filesOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

describePeer("protoc", "protoc-gen-kitex-ts under protoc", ({ program }) => {
  test("writes what kitex gen writes", () => {
    using folder = scratchFolder();
    const source = (name: string): string => join(root, "packages/tool/src", name);
    const node = `${process.execPath} --conditions=@kitex-ts/source`;
    folder.write({ ...idl, "protoc-gen-kitex-ts": `#!/bin/sh\nexec ${node} ${source("protoc-gen-kitex-ts.ts")}\n` });
    chmodSync(join(folder.path, "protoc-gen-kitex-ts"), 0o755);
    mkdirSync(join(folder.path, "protoc-gen"));
    const names = Object.keys(idl);
    execFileSync(
      program,
      [
        "--plugin=./protoc-gen-kitex-ts",
        "--kitex-ts_out=protoc-gen",
        "--kitex-ts_opt=import_extension=.js,i64=number",
        ...names,
      ],
      { cwd: folder.path },
    );
    const flags = ["--import-extension", "js", "--i64", "number", "--no-dependency-check"];
    execFileSync(
      process.execPath,
      ["--conditions=@kitex-ts/source", source("cli.ts"), "gen", "--out", "kitex-gen", ...flags, ...names],
      { cwd: folder.path, stdio: "ignore" },
    );
    const byTool = filesOf(join(folder.path, "kitex-gen"));
    expect(Object.keys(byTool)).toHaveLength(7);
    expect(filesOf(join(folder.path, "protoc-gen"))).toEqual(byTool);
  });

  test("reports what is wrong through protoc", () => {
    using folder = scratchFolder();
    const plugin = join(root, "packages/tool/src/protoc-gen-kitex-ts.ts");
    folder.write({
      "x.proto": 'syntax = "proto3"; package con;',
      "protoc-gen-kitex-ts": `#!/bin/sh\nexec ${process.execPath} --conditions=@kitex-ts/source ${plugin}\n`,
    });
    chmodSync(join(folder.path, "protoc-gen-kitex-ts"), 0o755);
    const run = (): unknown =>
      execFileSync(program, ["--plugin=./protoc-gen-kitex-ts", "--kitex-ts_out=.", "x.proto"], {
        cwd: folder.path,
        stdio: "pipe",
      });
    expect(run).toThrow(/--kitex-ts_out: .*x\.proto: the package "con" cannot be a folder/);
  });
});
