/** What must come of a case. */
export type Expected =
  | { readonly kind: "parse error" }
  | { readonly kind: "serialize error" }
  /** A message equal to one with these fields, by protobuf-es's names and in its forms. */
  | { readonly kind: "fields"; readonly fields: Readonly<Record<string, unknown>> }
  /** A message equal to what these bytes mean. */
  | { readonly kind: "wire"; readonly bytes: Buffer }
  /** These bytes. */
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  /** JSON of which this holds. */
  | { readonly kind: "json"; readonly holds: (json: Readonly<Record<string, unknown>>) => boolean };

/** One case of the suite: what a program is given, what it is asked for and what must come of it. */
export interface ConformanceCase {
  /** As in the suite. */
  readonly name: string;
  /** The full name of the message type. */
  readonly message: string;
  readonly input: { readonly protobuf: Buffer } | { readonly json: string };
  readonly output: "protobuf" | "json";
  readonly ignoreUnknownFields: boolean;
  /** Any of them. */
  readonly expected: readonly Expected[];
}

export type Level = "Required" | "Recommended";

const parseError: Expected = { kind: "parse error" };

/** Collects cases about one message type; each method adds what one of the suite's kinds of test consists of. */
export class CaseList {
  readonly cases: ConformanceCase[] = [];
  readonly #id: string;
  readonly #message: string;

  /** `id` is what the suite calls the file of the type in the names of cases. */
  constructor(id: string, message: string) {
    this.#id = id;
    this.#message = message;
  }

  /** Bytes that mean a message, to be written as bytes and as JSON. */
  validProtobuf(name: string, level: Level, protobuf: Buffer, expected: Expected): void {
    this.#add(`${level}.${this.#id}.ProtobufInput.${name}.ProtobufOutput`, { protobuf }, "protobuf", expected);
    this.protobufToJson(name, level, protobuf, expected);
  }

  /** Bytes that mean a message, to be written as JSON. */
  protobufToJson(name: string, level: Level, protobuf: Buffer, expected: Expected): void {
    this.#add(`${level}.${this.#id}.ProtobufInput.${name}.JsonOutput`, { protobuf }, "json", expected);
  }

  /** Bytes that mean a message, to be written as exactly these. */
  validBinary(name: string, level: Level, protobuf: Buffer, bytes: Buffer = protobuf): void {
    const expected = { kind: "bytes", bytes } as const;
    this.#add(`${level}.${this.#id}.ProtobufInput.${name}.ProtobufOutput`, { protobuf }, "protobuf", expected);
  }

  /** Bytes that are no message. */
  malformedProtobuf(name: string, level: Level, protobuf: Buffer): void {
    this.#add(`${level}.${this.#id}.ProtobufInput.${name}`, { protobuf }, "protobuf", parseError);
  }

  /** A message that has no JSON form. */
  notForJson(name: string, level: Level, protobuf: Buffer): void {
    this.#add(`${level}.${this.#id}.${name}.JsonOutput`, { protobuf }, "json", { kind: "serialize error" });
  }

  /** JSON that means a message, to be written as bytes and as JSON. */
  validJson(name: string, level: Level, json: string, fields: Readonly<Record<string, unknown>>): void {
    const expected = { kind: "fields", fields } as const;
    this.#add(`${level}.${this.#id}.JsonInput.${name}.ProtobufOutput`, { json }, "protobuf", expected);
    this.#add(`${level}.${this.#id}.JsonInput.${name}.JsonOutput`, { json }, "json", expected);
  }

  /** The same, read without minding what the type does not know. */
  jsonWithUnknown(name: string, level: Level, json: string, fields: Readonly<Record<string, unknown>>): void {
    const full = `${level}.${this.#id}.JsonInput.${name}.ProtobufOutput`;
    this.#add(full, { json }, "protobuf", { kind: "fields", fields }, { ignoreUnknownFields: true });
  }

  /** JSON that means a message, of whose JSON form something must hold. */
  jsonOutput(
    name: string,
    level: Level,
    json: string,
    holds: (json: Readonly<Record<string, unknown>>) => boolean,
  ): void {
    this.#add(`${level}.${this.#id}.JsonInput.${name}.Validator`, { json }, "json", { kind: "json", holds });
  }

  /** JSON that is none, or means no message. */
  malformedJson(name: string, level: Level, json: string): void {
    this.#add(`${level}.${this.#id}.JsonInput.${name}`, { json }, "json", parseError);
  }

  /** JSON that may be refused, and else means a message. */
  doubtfulJson(name: string, level: Level, json: string, fields: Readonly<Record<string, unknown>>): void {
    const full = `${level}.${this.#id}.JsonInput.${name}`;
    this.#add(full, { json }, "protobuf", [parseError, { kind: "fields", fields }]);
  }

  #add(
    name: string,
    input: ConformanceCase["input"],
    output: ConformanceCase["output"],
    expected: Expected | readonly Expected[],
    { ignoreUnknownFields = false }: { readonly ignoreUnknownFields?: boolean } = {},
  ): void {
    const any = "kind" in expected ? [expected] : expected;
    this.cases.push({ name, message: this.#message, input, output, ignoreUnknownFields, expected: any });
  }
}
