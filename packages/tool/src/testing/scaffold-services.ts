import { resolve } from "node:path";
import { loadThrift } from "@kitex-ts/idl";
import { ProgramPlan } from "../plan/program-plan.ts";
import { type ScaffoldService, scaffoldScope, scaffoldServices } from "../scaffold/scaffold-services.ts";

/** The services of an IDL text, as the scaffold sees them. */
export function servicesOf(idl: string): ScaffoldService[] {
  const path = resolve("/kitex-test/x.thrift");
  const loaded = loadThrift(path, { readFile: (wanted) => (wanted === path ? idl : undefined) });
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ message }) => message).join("\n"));
  const plan = new ProgramPlan(loaded.program.files, {
    i64: "bigint",
    keepUnknownFields: false,
    importExtension: ".ts",
  });
  return scaffoldServices([loaded.program.entry], plan, scaffoldScope());
}
