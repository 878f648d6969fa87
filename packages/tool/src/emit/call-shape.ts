import type { MethodDefinition } from "@kitex-ts/idl";
import { isInherited } from "./property.ts";

/** Which side of a method sends one message and which any number. */
export type Streaming = MethodDefinition["streaming"];

/** What core's door calls a client's method of one kind. */
export interface ClientShape {
  readonly type: string;
  /** The function that binds it. */
  readonly bind: string;
}

export const clientShapes: Readonly<Record<Streaming, ClientShape>> = {
  unary: { type: "Unary", bind: "unary" },
  server: { type: "ServerStream", bind: "serverStream" },
  client: { type: "ClientStream", bind: "clientStream" },
  bidirectional: { type: "BidiStream", bind: "bidiStream" },
};

/** What a method's definition says of its streams; nothing where it has none. */
export function streamingProperty({
  name,
  streaming,
}: {
  readonly name: string;
  readonly streaming: Streaming;
}): string {
  if (streaming === "unary") return "";
  // For a name that objects inherit, the compiler does not see what type the definition has to have.
  return `, streaming: ${JSON.stringify(streaming)}${isInherited(name) ? " as const" : ""}`;
}

/** What a handler takes as its first parameter. */
export interface HandlerParameter {
  readonly name: string;
  readonly type: string;
}

/** The first parameter of a handler whose requests are of a type; `name` is what a single one is called. */
export function handlerParameter(streaming: Streaming, name: string, request: string): HandlerParameter {
  switch (streaming) {
    case "unary":
    case "server":
      return { name, type: request };
    case "client":
    case "bidirectional":
      return { name: "requests", type: `AsyncIterable<${request}>` };
  }
}

/** What a handler returns whose responses are of a type. */
export function handlerResult(streaming: Streaming, response: string): string {
  switch (streaming) {
    case "unary":
    case "client":
      return `Promise<${response}> | ${response}`;
    case "server":
      return `AsyncIterable<${response}> | Iterable<${response}>`;
    case "bidirectional":
      return `AsyncIterable<${response}>`;
  }
}
