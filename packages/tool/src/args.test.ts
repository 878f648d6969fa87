import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Command, parseArgs } from "./args.ts";
import { ExitCode, ToolError } from "./errors.ts";
import { flags, foreignFlags } from "./flags.ts";
import { helpText } from "./help.ts";

const nowhere = join(tmpdir(), "kitex-args-test-does-not-exist");

function parse(...argv: string[]): Command {
  return parseArgs(argv, nowhere);
}

function options(...argv: string[]): Extract<Command, { kind: "generate" }>["options"] {
  const command = parse(...argv);
  if (command.kind !== "generate") throw new Error(`not generate but ${command.kind}`);
  return command.options;
}

function refusal(...argv: string[]): string {
  try {
    parse(...argv);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    expect(error.exitCode).toBe(ExitCode.BadArguments);
    return `${error.message} | ${error.hint ?? ""}`;
  }
  throw new Error("nothing was refused");
}

test("kitex and kitex gen are the same", () => {
  const { service: _, ...gen } = options("gen", "x.thrift");
  expect(options("x.thrift")).toEqual(gen);
  expect(gen).toMatchObject({ idl: ["x.thrift"], check: false, recurse: true, i64: "bigint", includePaths: [] });
});

test("flags stand anywhere, with one dash or two, with a blank or an equals sign", () => {
  const wanted = { idl: ["a.thrift", "b.thrift"], out: "gen", includePaths: ["i", "j"], i64: "number" };
  expect(options("gen", "a.thrift", "-out", "gen", "--I=i", "b.thrift", "-I", "j", "--i64", "number")).toMatchObject(
    wanted,
  );
  expect(options("--i64=number", "-I", "i", "-I=j", "a.thrift", "--gen-path=gen", "b.thrift")).toMatchObject(wanted);
});

test("what stands behind -- is a file", () => {
  expect(options("--", "-x.thrift")).toMatchObject({ idl: ["-x.thrift"] });
});

test("a switch may be given as true or false, as in Go", () => {
  expect(options("-copy-idl=true", "x.thrift")).toMatchObject({ copyIdl: true });
  expect(options("-copy-idl", "-copy-idl=false", "x.thrift")).toMatchObject({ copyIdl: false });
  expect(refusal("-copy-idl=yes", "x.thrift")).toContain("takes no value");
});

test("the last value of a flag counts", () => {
  expect(options("-out", "a", "-out", "b", "x.thrift")).toMatchObject({ out: "b" });
});

test("import endings are named as in the help", () => {
  expect(options("--import-extension", "none", "x.thrift")).toMatchObject({ importExtension: "" });
  expect(options("--import-extension", "js", "x.thrift")).toMatchObject({ importExtension: ".js" });
  expect(refusal("--import-extension", "mjs", "x.thrift")).toContain("is one of ts, js, none");
});

test.each([["-version"], ["--version"], ["version"]])("%s asks for the version", (argument) => {
  expect(parse(argument)).toEqual({ kind: "version" });
});

test.each([[["-h"]], [["--help"]], [["help"]]])("%j asks for help", (argv) => {
  expect(parse(...argv)).toEqual({ kind: "help", topic: "kitex" });
});

test.each([[["gen", "-h"]], [["help", "gen"]], [["gen", "x.thrift", "--help"]]])(
  "%j asks for help about gen",
  (argv) => {
    expect(parse(...argv)).toEqual({ kind: "help", topic: "gen" });
  },
);

test("each flag is in the help", () => {
  for (const { names, help } of Object.values(flags)) {
    for (const name of names) expect(helpText("gen")).toContain(`-${name}`);
    expect(helpText("kitex")).toContain(help);
  }
});

test.each([...foreignFlags.keys()])("-%s of Kitex for Go is refused with its reason", (name) => {
  expect(refusal(`-${name}`, "v", "x.thrift")).toContain(
    `-${name} is a flag of Kitex for Go; here ${foreignFlags.get(name)?.why}`,
  );
});

test.each([
  [["--servce", "a", "x.thrift"], "did you mean --service?"],
  [["-q", "x.thrift"], "there is no flag -q"],
  [["--chekc", "x.thrift"], "did you mean --check?"],
  [["x.thrift", "--out"], "-out wants a value: -out DIR"],
  [[], "no IDL file was given"],
  [["gen"], "no IDL file was given"],
  [["-type", "avro", "x.proto"], "--type is one of thrift, protobuf"],
  [["x.idl"], "an IDL file ends in .thrift or .proto"],
  [["-I", "https://example.com/x.git", "x.thrift"], "repositories are not fetched"],
  [["-I", "git@example.com:x.git@main", "x.thrift"], "repositories are not fetched"],
  [["-tpl", "other", "x.thrift"], "no built-in template"],
  [["-thrift", "gen_setter", "x.thrift"], "only keep_unknown_fields has a meaning"],
  [["-use", "@a/b", "x.thrift"], "-use goes with -service only"],
  [["-service", "", "x.thrift"], "is no name for a service"],
  [["-service", "a\nb", "x.thrift"], "is no name for a service"],
  [["-service", "a", "-use", 'x"; evil', "x.thrift"], "is no module"],
  [["-module", "Not A Name", "x.thrift"], "is no name for a package"],
  [["--i64", "string", "x.thrift"], "--i64 is one of bigint, number"],
  [["--check", "--watch", "x.thrift"], "do not go together"],
])("%j is refused", (argv, message) => {
  expect(refusal(...argv)).toContain(message);
});

test("files of both languages go into one run, and -type says what a file with another ending is", () => {
  expect(options("x.thrift", "x.proto")).toMatchObject({ idl: ["x.thrift", "x.proto"] });
  expect(options("x.thrift")).not.toHaveProperty("kind");
  expect(options("-type", "protobuf", "x.idl")).toMatchObject({ kind: "protobuf" });
});

test("-type thrift takes any ending, and harmless flags of Go users are accepted", () => {
  expect(options("-type", "thrift", "x.idl")).toMatchObject({ idl: ["x.idl"] });
  expect(options("-tpl", "multiple_services", "-thrift", "keep_unknown_fields", "x.thrift")).toMatchObject({
    keepUnknownFields: true,
  });
});

test("the command is kept for package.json, quoted for a shell", () => {
  const { service } = options("-service", "my service", "idl/x.thrift", "--check=false");
  expect(service).toMatchObject({
    name: "my service",
    command: 'kitex -service "my service" idl/x.thrift --check=false',
  });
});

test("-module must be the name in package.json, where there is one", () => {
  const folder = mkdtempSync(join(tmpdir(), "kitex-args-"));
  try {
    writeFileSync(join(folder, "package.json"), '{ "name": "shop" }');
    expect(() => parseArgs(["-module", "other", "-service", "a", "x.thrift"], folder)).toThrow(
      /contradicts .*whose name is shop/,
    );
    expect(parseArgs(["-module", "shop", "-service", "a", "x.thrift"], folder)).toMatchObject({ kind: "generate" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
