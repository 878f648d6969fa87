import { docComment } from "../emit/doc-comment.ts";
import { propertyKey } from "../emit/property.ts";
import { importLines, type ScaffoldMethod, type ScaffoldService } from "./scaffold-services.ts";

/** The first text of `handler.ts`. `specifier` completes what a service's names are imported from. */
export function handlerFile(services: readonly ScaffoldService[], specifier: (from: string) => string): string {
  return `${[handlerImports(services, specifier).join("\n"), ...services.map(handlerObject)].join("\n\n")}\n`;
}

/** Imports of the handlers' types, one line for each module. */
export function handlerImports(services: readonly ScaffoldService[], specifier: (from: string) => string): string[] {
  return importLines("import type", services, ({ handlerType }) => handlerType, specifier);
}

/** An object with all methods of a service, to be filled in. */
export function handlerObject(service: ScaffoldService): string {
  const methods = service.methods.map((method) => `${methodText(method, "object")}`);
  const body = methods.length === 0 ? "{};" : `{\n${methods.join("\n\n")}\n};`;
  const doc = docComment(service.doc);
  return [...doc, `export const ${service.handler}: ${service.handlerType.local} = ${body}`].join("\n");
}

/**
 * One method to be filled in; one that streams responses is a generator. As a member of a class it is a property, whose type names the parameters: so it needs no
 * imports of its own.
 */
export function methodText(method: ScaffoldMethod, kind: "object" | "class", handlerType: string = ""): string {
  const doc = docComment(method.doc, "  ");
  const key = propertyKey(method.property);
  const refusal = `    throw new Error(${JSON.stringify(`${method.title} is not written: fill it in in handler.ts`)});`;
  const parameters = method.parameters.join(", ");
  const isGenerator = method.streaming === "server" || method.streaming === "bidirectional";
  const head =
    kind === "object"
      ? `  async ${isGenerator ? "*" : ""}${key}(${parameters}) {`
      : `  ${key}: ${handlerType}[${JSON.stringify(method.property)}] = ` +
        (isGenerator ? `async function* (${parameters}) {` : `async (${parameters}) => {`);
  return [...doc, head, refusal, kind === "object" ? "  }," : "  };"].join("\n");
}
