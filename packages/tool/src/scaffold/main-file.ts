import { importLines, type ScaffoldService } from "./scaffold-services.ts";

/** The first text of `main.ts`: a server with all services, which says where it listens. */
export function mainFile(
  serviceName: string,
  services: readonly ScaffoldService[],
  specifier: (from: string) => string,
  handlerSpecifier: string,
): string {
  const handlers = services.map(({ handler }) => handler).join(", ");
  return `${[
    'import { createServer } from "@kitex-ts/core";',
    `import { ${handlers} } from ${JSON.stringify(handlerSpecifier)};`,
    ...importLines("import", services, ({ info }) => info, specifier),
    "",
    "const server = createServer({",
    `  serviceName: ${JSON.stringify(serviceName)},`,
    '  port: Number(process.env["PORT"] ?? 8888),',
    "  handleSignals: true,",
    "});",
    ...services.map(registration),
    "",
    "const { port } = await server.listen();",
    `console.log(\`${inTemplate(serviceName)} listens on port \${port}\`);`,
  ].join("\n")}\n`;
}

/** The line that registers a service. */
export function registration({ info, handler }: ScaffoldService): string {
  return `server.register(${info.local}, ${handler});`;
}

/** Text that can stand in a template literal. */
function inTemplate(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("`", "\\`").replaceAll("${", "\\${");
}
