import type { DiagnosticList } from "../../diagnostic-list.ts";
import type { SourceText, Span } from "../../source.ts";
import { shown } from "../../thrift/shown.ts";
import type { Token } from "../../thrift/token.ts";
import { NumberRanges } from "../number-ranges.ts";
import { integerOf } from "./option-syntax.ts";
import { type Outline, type Statement, statementAt } from "./outline.ts";
import { maxEnumNumber, maxFieldNumber, rangesIn, reservedNamesIn } from "./reserved.ts";

/** How deep messages may stand in one another: as deep as in Protobuf's own compiler. */
const maxDepth = 32;

const opening: ReadonlySet<string> = new Set(["{", "[", "<"]);
const closing: ReadonlySet<string> = new Set(["}", "]", ">"]);

/** How many fields a message may have: the time that protobufjs needs for them grows with their square. */
const maxFields = 3_000;

const labels: ReadonlySet<string> = new Set(["optional", "required", "repeated"]);

/** How deep the values of an option may stand in one another. */
const maxValueDepth = 100;

/**
 * Reports what protobufjs would stop at without saying where, or take without a word: names and numbers that two
 * definitions share or that are reserved, messages and values that are nested too deep, strings and comments without an
 * end, the name `__proto__`. The result is what is to be kept from it.
 */
export function vetOutline(outline: Outline, source: SourceText, diagnostics: DiagnosticList): ReadonlySet<Span> {
  const vet = new OutlineVet(source, diagnostics);
  vet.tokens(outline);
  vet.statements(outline.statements);
  return vet.refused;
}

class OutlineVet {
  readonly #source: SourceText;
  readonly #diagnostics: DiagnosticList;
  readonly refused: Set<Span> = new Set();

  constructor(source: SourceText, diagnostics: DiagnosticList) {
    this.#source = source;
    this.#diagnostics = diagnostics;
  }

  tokens({ tokens, statements }: Outline): void {
    for (const { kind, text, start, end, comments } of tokens) {
      const last = comments.at(-1);
      if (last !== undefined && !isClosed(this.#source.text.slice(last.start, last.end))) {
        this.#refuse(last, last, "this comment is not closed", 'it needs "*/" at its end');
      }
      if (kind === "string" && (text.length === 1 || !text.endsWith(text.charAt(0)))) {
        const hint = `it needs ${text.charAt(0)} before the end of its line`;
        const span = { start, end };
        this.#refuse(statementAt(statements, start) ?? span, span, "this string is not closed", hint);
      }
    }
  }

  /** Goes through all scopes; depth costs no stack. */
  statements(statements: readonly Statement[]): void {
    const waiting: { body: readonly Statement[]; depth: number }[] = [{ body: statements, depth: 0 }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { body, depth } = next;
      this.#checkNames(body);
      const members = membersOf(body);
      this.#checkCount(members);
      this.#checkNumbers(members, body, maxFieldNumber);
      for (const statement of body) {
        this.#checkValues(statement);
        if (statement.kind === "oneof") this.#checkLabels(statement);
        if (statement.kind === "enum") this.#checkNumbers(statement.body, statement.body, maxEnumNumber);
      }
      for (const statement of scopesIn(body)) {
        if (depth < maxDepth) waiting.push({ body: statement.body, depth: depth + 1 });
        else this.#refuse(statement, nameOf(statement), `messages stand in one another more than ${maxDepth} deep`);
      }
    }
  }

  #checkCount(members: readonly Statement[]): void {
    const beyond = members[maxFields];
    if (beyond === undefined) return;
    this.#diagnostics.error(this.#source, nameOf(beyond), `a message has at most ${maxFields} fields here`);
    for (const each of members.slice(maxFields)) this.refused.add(each);
  }

  #checkLabels({ body }: Statement): void {
    for (const statement of body) {
      const [first, second] = statement.tokens;
      if (first === undefined || statement.kind === "option") continue;
      if (first.text === "map" && second?.text === "<")
        this.#refuse(statement, first, "a map cannot be part of a oneof");
      if (labels.has(first.text)) this.#refuse(statement, first, "the fields of a oneof have no label", "leave it out");
    }
  }

  #checkNames(body: readonly Statement[]): void {
    const names = new Map<string, Token>();
    for (const statement of namedIn(body)) {
      const { name, kind } = statement;
      if (name === undefined) continue;
      if (name.text === "__proto__") {
        this.#refuse(statement, name, `${shown(name.text)} cannot be the name of anything`);
        continue;
      }
      // The field of a group has the group's name in small letters.
      const all = kind === "group" ? [name.text, name.text.toLowerCase()] : [name.text];
      const first = all.map((each) => names.get(each)).find((each) => each !== undefined);
      if (first === undefined) for (const each of all) names.set(each, name);
      else this.#refuse(statement, name, `${shown(name.text)} is defined twice`, this.#firstIn(first));
    }
  }

  /** `body` is where reserved numbers and names stand. */
  #checkNumbers(members: readonly Statement[], body: readonly Statement[], max: number): void {
    const reserved = body.filter(({ kind }) => kind === "reserved");
    const ranges = new NumberRanges(reserved.flatMap((statement) => rangesIn(statement, max)));
    const names = new Map(reserved.flatMap(reservedNamesIn).map((each) => [each.text, each]));
    const aliases = body.some(allowsAlias);
    const first = new Map<number, Token>();
    for (const statement of members) {
      const { name } = statement;
      const number = numberOf(statement);
      if (name === undefined || number === undefined) continue;
      const other = first.get(number.value);
      const range = ranges.holding(number.value);
      const reservedName = names.get(name.text);
      if (!Number.isSafeInteger(number.value)) {
        this.#refuse(statement, number, `the number of ${shown(name.text)} is too large`);
      } else if (other !== undefined && !aliases) {
        const message = `${shown(name.text)} and ${shown(other.text)} both have the number ${number.value}`;
        this.#refuse(statement, number, message, this.#firstIn(other));
      } else if (range !== undefined) {
        this.#refuse(statement, number, `the number ${number.value} is reserved`, this.#reservedIn(range));
      } else if (reservedName !== undefined) {
        this.#refuse(statement, name, `the name ${shown(name.text)} is reserved`, this.#reservedIn(reservedName));
      } else {
        first.set(number.value, other ?? name);
      }
    }
  }

  #checkValues(statement: Statement): void {
    let depth = 0;
    for (const token of statement.tokens) {
      if (opening.has(token.text)) depth++;
      if (closing.has(token.text)) depth--;
      if (depth <= maxValueDepth) continue;
      this.#refuse(statement, token, `the values of an option stand in one another more than ${maxValueDepth} deep`);
      return;
    }
  }

  #firstIn({ start }: Span): string {
    return `the first is in line ${this.#source.positionAt(start).line}`;
  }

  #reservedIn({ start }: Span): string {
    return `it is reserved in line ${this.#source.positionAt(start).line}`;
  }

  #refuse(what: Span, place: Span, message: string, hint?: string): void {
    this.#diagnostics.error(this.#source, place, message, hint);
    this.refused.add(what);
  }
}

/** Every statement whose name belongs to a scope: members of a oneof, extensions and values of an enum among them. */
function namedIn(body: readonly Statement[]): readonly Statement[] {
  return body.flatMap((statement) => {
    const { kind } = statement;
    return kind === "oneof" || kind === "extend" || kind === "enum" ? [statement, ...statement.body] : [statement];
  });
}

/** The fields of a message. */
function membersOf(body: readonly Statement[]): readonly Statement[] {
  const fields = body.flatMap((statement) => (statement.kind === "oneof" ? statement.body : [statement]));
  return fields.filter(({ kind }) => kind === "field" || kind === "group");
}

/** The statements whose blocks are scopes of their own; groups may stand in oneofs and among extensions. */
function scopesIn(body: readonly Statement[]): readonly Statement[] {
  const all = body.flatMap((statement) => {
    return statement.kind === "oneof" || statement.kind === "extend" ? statement.body : [statement];
  });
  return all.filter(({ kind }) => kind === "message" || kind === "group" || kind === "service");
}

function allowsAlias({ kind, tokens: [, name, , value] }: Statement): boolean {
  return kind === "option" && name?.text === "allow_alias" && value?.text === "true";
}

function nameOf({ name, start, end }: Statement): Span {
  return name ?? { start, end };
}

function numberOf({ tokens }: Statement): (Span & { readonly value: number }) | undefined {
  const at = tokens.findIndex(({ text }) => text === "=") + 1;
  const first = tokens[at];
  const digits = first?.text === "-" ? tokens[at + 1] : first;
  if (at === 0 || first === undefined || digits?.kind !== "int") return undefined;
  const value = Number(integerOf(digits.text));
  return { value: digits === first ? value : -value, start: first.start, end: digits.end };
}

function isClosed(comment: string): boolean {
  return !comment.startsWith("/*") || (comment.length > 3 && comment.endsWith("*/"));
}
