import { type FlagKey, flags } from "./flags.ts";
import { toolVersion } from "./version.ts";

const overview = `kitex ${toolVersion} writes TypeScript clients, servers and codecs from Thrift and Protobuf IDL.

  kitex gen [flags] IDL…             generate code
  kitex -service NAME [flags] IDL…   generate code, and a server to fill in
  kitex [flags] IDL…                 the same as kitex gen
  kitex help gen                     more about generating

Examples
  kitex -service demo idl/echo.thrift
  kitex gen idl/*.thrift proto/*.proto --watch
`;

const gen = `kitex gen [flags] IDL…

Writes a folder for each IDL file and what it includes: kitex-gen/<namespace>/{types,codec,service,client,server}.ts.
The namespace is that for ts, js, go or *, in this order; of a .proto file, its package. Files that are up to date are not touched; files of an
earlier run that nothing produces any more are removed.

Examples
  kitex gen idl/echo.thrift
  kitex gen -I proto proto/shop/*.proto
  kitex gen -I third_party --out src/gen idl/*.thrift
  kitex gen --check idl/echo.thrift        in CI: is the code up to date?
  kitex gen --watch idl/echo.thrift        while you work
  kitex -service demo idl/echo.thrift      with main.ts and handler.ts; again after a change to add new methods
`;

const exitCodes = `Exit codes
  0 done   1 an error in the IDL, or --check found stale files   2 bad arguments   3 the installed core is too old
`;

/** The help, as it is printed. */
export function helpText(topic: "kitex" | "gen"): string {
  return `${topic === "gen" ? gen : overview}\nFlags (-x and --x are the same; they may stand anywhere)\n${flagLines()}\n${exitCodes}`;
}

function flagLines(): string {
  const keys: readonly FlagKey[] = Object.keys(flags).filter((key): key is FlagKey => Object.hasOwn(flags, key));
  const rows = keys.map((key) => {
    const { names, value, help } = flags[key];
    const usage = names.map((name) => `${name.length === 1 ? "-" : "--"}${name}`).join(", ");
    return { usage: value === undefined ? usage : `${usage} ${value}`, help };
  });
  const width = Math.max(...rows.map(({ usage }) => usage.length));
  return rows.map(({ usage, help }) => `  ${usage.padEnd(width)}  ${help}\n`).join("");
}
