import type { IdlKind } from "../load.ts";
import { scaffoldRanges, toolVersion } from "../version.ts";

/** What the package.json of a new project says. */
export interface PackageFacts {
  readonly name: string;
  /** The command that generates the code again. */
  readonly command: string;
  readonly startCommand: string;
  /** The languages of its services: what codecs they need. */
  readonly languages: ReadonlySet<IdlKind>;
}

/** A package.json for a project that has none. */
export function packageJson({ name, command, startCommand, languages }: PackageFacts): string {
  return json({
    name,
    version: "0.0.0",
    private: true,
    type: "module",
    engines: { node: ">=22.18" },
    scripts: { start: startCommand, gen: command, typecheck: "tsc" },
    dependencies: {
      ...(languages.has("protobuf") ? { "@kitex-ts/codec-protobuf": scaffoldRanges.codecProtobuf } : {}),
      ...(languages.has("thrift") ? { "@kitex-ts/codec-thrift": scaffoldRanges.codecThrift } : {}),
      "@kitex-ts/core": scaffoldRanges.core,
    },
    devDependencies: {
      "@kitex-ts/tool": scaffoldRanges.tool,
      "@types/node": scaffoldRanges.nodeTypes,
      typescript: scaffoldRanges.typescript,
    },
  });
}

/** A tsconfig.json for a project that has none: strict, and for a Node that runs TypeScript itself. */
export function tsconfigJson(): string {
  return json({
    compilerOptions: {
      target: "es2023",
      lib: ["es2024", "esnext.disposable"],
      module: "nodenext",
      types: ["node"],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noImplicitOverride: true,
      noPropertyAccessFromIndexSignature: true,
      verbatimModuleSyntax: true,
      erasableSyntaxOnly: true,
      allowImportingTsExtensions: true,
      noEmit: true,
      skipLibCheck: true,
    },
  });
}

/** The stamp of a project: whose service it is, and which tool wrote its code last. */
export function kitexJson(serviceName: string): string {
  return json({ serviceName, toolVersion });
}

/** A name that npm takes for a package, made of any text. */
export function packageNameOf(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "")
    .replace(/-+$/, "");
  return name === "" ? "service" : name.slice(0, 214);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
