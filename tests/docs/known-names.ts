import { join } from "node:path";
import ts from "typescript-6.0";
import { publicPackages, root } from "../support/workspace.ts";

/** All names that an application can write: exports of the doors, and what is in their types. */
export interface KnownNames {
  /** Names of exports, properties, methods and parameters. */
  readonly names: ReadonlySet<string>;
  /** Texts that a type asks for by themselves, such as `"long"`. */
  readonly literals: ReadonlySet<string>;
}

const compilerOptions: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ESNext,
  lib: ["lib.esnext.d.ts"],
  types: ["node"],
  typeRoots: [join(root, "node_modules/@types")],
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  customConditions: ["@kitex-ts/source"],
};

/** What the compiler says of files, with the options that a careful application has. */
export function complaintsOf(files: readonly string[]): readonly string[] {
  const program = ts.createProgram(files, compilerOptions);
  return files
    .flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}

/** The names of every door of the public packages, and of `generated`, files of generated code. */
export function knownNames(generated: readonly string[]): KnownNames {
  const doors = publicPackages().flatMap(({ path, manifest }) =>
    Object.values(manifest.exports ?? {}).flatMap((target) =>
      typeof target === "string" ? [] : [join(path, target["@kitex-ts/source"] ?? "")],
    ),
  );
  const files = [...doors, ...generated];
  const collector = new NameCollector(ts.createProgram(files, compilerOptions));
  for (const file of files) collector.addModule(file);
  return collector;
}

/** Walks from the exports of modules through the types of this repository. */
class NameCollector implements KnownNames {
  readonly names = new Set<string>();
  readonly literals = new Set<string>();
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;
  readonly #visited = new Set<ts.Type>();

  constructor(program: ts.Program) {
    this.#program = program;
    this.#checker = program.getTypeChecker();
  }

  addModule(file: string): void {
    const source = this.#program.getSourceFile(file);
    const module = source === undefined ? undefined : this.#checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} is no module`);
    for (const exported of this.#checker.getExportsOfModule(module)) {
      this.names.add(exported.name);
      const symbol = exported.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(exported) : exported;
      this.#addType(this.#checker.getDeclaredTypeOfSymbol(symbol));
      if (symbol.valueDeclaration !== undefined) this.#addType(this.#checker.getTypeOfSymbol(symbol));
    }
  }

  #addType(type: ts.Type): void {
    if (this.#visited.has(type)) return;
    this.#visited.add(type);
    if (type.isUnionOrIntersection()) for (const part of type.types) this.#addType(part);
    if (type.isStringLiteral()) this.literals.add(type.value);
    for (const argument of type.aliasTypeArguments ?? []) this.#addType(argument);
    for (const property of type.getProperties()) this.#addMember(property);
    const signatures = [...type.getCallSignatures(), ...type.getConstructSignatures()];
    if (signatures.some(({ declaration }) => isOurs(declaration)))
      for (const one of signatures) this.#addSignature(one);
  }

  #addMember(property: ts.Symbol): void {
    if (!property.declarations?.some(isOurs)) return;
    this.names.add(property.name);
    this.#addType(this.#checker.getTypeOfSymbol(property));
  }

  #addSignature(signature: ts.Signature): void {
    for (const parameter of signature.getParameters()) {
      this.names.add(parameter.name);
      this.#addType(this.#checker.getTypeOfSymbol(parameter));
    }
    this.#addType(signature.getReturnType());
  }
}

/** Whether something is declared in a package or an example, not in a library. */
function isOurs(declaration: ts.Node | undefined): boolean {
  const file = declaration?.getSourceFile().fileName;
  return file?.startsWith(root) === true && !file.includes("/node_modules/");
}
