import { findHandler, type HandlerBody } from "./find-handler.ts";
import { handlerImports, handlerObject, methodText } from "./handler-file.ts";
import type { ScaffoldMethod, ScaffoldService } from "./scaffold-services.ts";
import { scanTypeScript, type Token } from "./scan-typescript.ts";

/** What became of an existing `handler.ts`. */
export interface AppendResult {
  /** The new text; the old one where nothing is missing. */
  readonly text: string;
  /** What was added, for a message: `Echo.echo`. */
  readonly added: readonly string[];
  /** What could not be added, and the text to paste by hand. */
  readonly notes: readonly string[];
}

/**
 * Adds the methods that a `handler.ts` lacks, and a handler for each service it does not know. What stands there is
 * left as it is: text is only put in between. Where the file cannot be understood it is left alone, and a note has the
 * methods to paste.
 */
export function appendMethods(
  source: string,
  services: readonly ScaffoldService[],
  specifier: (from: string) => string,
): AppendResult {
  const newline = source.includes("\r\n") ? "\r\n" : "\n";
  let text = source;
  const added: string[] = [];
  const notes: string[] = [];
  for (const service of services) {
    const step = appendService(text, service, specifier, newline);
    text = step.text;
    added.push(...step.added);
    notes.push(...step.notes);
  }
  // An edit that makes nonsense of the file would be worse than none.
  if (text !== source && scanTypeScript(text) === undefined)
    return { text: source, added: [], notes: pasteNotes(services) };
  return { text, added, notes };
}

function appendService(
  text: string,
  service: ScaffoldService,
  specifier: (from: string) => string,
  newline: string,
): AppendResult {
  const tokens = scanTypeScript(text);
  if (tokens === undefined) return { text, added: [], notes: pasteNotes([service]) };
  const handler = findHandler(tokens, service.handlerType.local);
  if (handler === undefined) {
    if (tokens.some((token) => token.text === service.handlerType.local))
      return { text, added: [], notes: pasteNotes([service]) };
    return {
      text: withNewService(text, tokens, service, specifier, newline),
      added: service.methods.map(({ title }) => title),
      notes: [],
    };
  }
  const missing = service.methods.filter(({ property }) => !handler.members.has(property));
  if (missing.length === 0) return { text, added: [], notes: [] };
  if (handler.mayHaveMore) return { text, added: [], notes: [pasteNote(service, missing, handler)] };
  return {
    text: withMethods(text, handler, missing, service.handlerType.local, newline),
    added: missing.map(({ title }) => title),
    notes: [],
  };
}

function withMethods(
  text: string,
  { kind, last, close }: HandlerBody,
  missing: readonly ScaffoldMethod[],
  handlerType: string,
  newline: string,
): string {
  const methods = missing.map((method) => methodText(method, kind, handlerType)).join("\n\n");
  const needsComma = kind === "object" && last.text !== "," && last.text !== "{";
  const between = text.slice(last.end, close.start);
  // Comments behind the last member stay where they are; the new text goes to the line of the closing brace.
  const kept = between.trimEnd();
  const gap = last.text === "{" && kept === "" ? "\n" : "\n\n";
  const inserted = `${gap}${methods}\n`.replaceAll("\n", newline);
  return `${text.slice(0, last.end)}${needsComma ? "," : ""}${kept}${inserted}${text.slice(close.start)}`;
}

function withNewService(
  text: string,
  tokens: readonly Token[],
  service: ScaffoldService,
  specifier: (from: string) => string,
  newline: string,
): string {
  const at = endOfImports(tokens);
  const line = handlerImports([service], specifier).join("");
  const head = at === 0 ? `${line}${newline}` : `${text.slice(0, at)}${newline}${line}`;
  const object = handlerObject(service).replaceAll("\n", newline);
  return `${head}${text.slice(at).trimEnd()}${newline}${newline}${object}${newline}`;
}

/** The offset behind the last import at the top of the file; 0 when there is none. */
function endOfImports(tokens: readonly Token[]): number {
  let end = 0;
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (token.kind === "punctuation" && "([{".includes(token.text)) depth++;
    if (token.kind === "punctuation" && ")]}".includes(token.text)) depth--;
    if (depth > 0 || token.text !== "import" || ["(", "."].includes(tokens[i + 1]?.text ?? "")) continue;
    const from = tokens.slice(i + 1).findIndex(({ kind, text }) => kind === "literal" && /^["']/.test(text));
    const specifier = from < 0 ? undefined : tokens[i + 1 + from];
    if (specifier === undefined) continue;
    const behind = tokens[i + 2 + from];
    end = behind?.text === ";" ? behind.end : specifier.end;
  }
  return end;
}

function pasteNotes(services: readonly ScaffoldService[]): string[] {
  return services.map((service) => pasteNote(service, service.methods, undefined));
}

function pasteNote(
  service: ScaffoldService,
  methods: readonly ScaffoldMethod[],
  handler: HandlerBody | undefined,
): string {
  const reason =
    handler === undefined
      ? `handler.ts has no ${service.handlerType.local} that could be found`
      : `the ${service.handlerType.local} in handler.ts takes methods from elsewhere`;
  const texts = methods.map((method) => methodText(method, handler?.kind ?? "object", service.handlerType.local));
  return `${reason}, so nothing was added to it. Where they are missing, paste:\n\n${texts.join("\n\n")}\n`;
}
