import { join } from "node:path";
import type { ApacheModule } from "@kitex-ts/codec-thrift/apache";
import { type ApacheTypes, apacheDialect } from "./apache-dialect.ts";
import { type Compiled, compile, type Generator } from "./compile.ts";
import type { Dialect } from "./dialect.ts";
import type { ServiceName } from "./peer.ts";

/** idl/cross.thrift as Apache's compiler made JavaScript of it. */
export interface CompiledCross extends Disposable {
  readonly services: Readonly<Record<ServiceName, ApacheModule>>;
  readonly types: ApacheTypes;
  readonly dialect: Dialect;
  /** How clients and handlers tell a result: npm `thrift` dropped the promises that `js:node` without `es6` needs. */
  readonly style: "callbacks" | "promises";
}

/** Compiles the IDL. */
export function compileCross(compiler: string, generator: Generator): CompiledCross {
  const compiled: Compiled = compile(compiler, join(import.meta.dirname, "idl", "cross.thrift"), generator);
  // What the compiler writes has no types; that it has these names is what the tests show.
  const load = <T>(module: string): T => compiled.load(module) as T;
  const types = load<ApacheTypes>("cross_types.js");
  return {
    services: { Cross: load("Cross.js"), Second: load("Second.js") },
    types,
    dialect: apacheDialect(types),
    style: generator === "js:node" ? "callbacks" : "promises",
    [Symbol.dispose]: () => compiled[Symbol.dispose](),
  };
}
