import type { BodyCodec, Result, ResultCodec } from "@kitex-ts/core/extension";
import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { notA, ThriftError, tooDeep, undeclaredException } from "../thrift-error.ts";
import { InputProtocol } from "./input-protocol.ts";
import { OutputCarrier, OutputProtocol } from "./output-protocol.ts";

/** A constructor that Apache's compiler wrote; what it takes is known to this folder only. */
type GeneratedClass = abstract new (...args: never) => object;

/** The module that Apache's compiler wrote for a service (`thrift --gen js:node`, with `es6` or without). */
export interface ApacheModule {
  readonly Client: GeneratedClass;
  readonly Processor: GeneratedClass;
}

/** Type of a reply's envelope; a failure that the IDL does not declare would be an exception, type 3. */
const replyType = 2;
const anySeqId = 0;
const emptyStruct = Buffer.from([0]);

/**
 * The codecs of one method, on the classes that Apache's compiler wrote for it.
 *
 * The compiler does not export the classes of arguments and results, so they are reached through the client and the
 * processor around them, which do all their work synchronously when their handler takes a callback.
 */
export class ApacheMethod {
  readonly name: string;
  readonly oneway: boolean;
  /** How many parameters it has. */
  readonly arity: number;
  readonly args: BodyCodec;
  readonly result: ResultCodec;
  readonly #module: ApacheModule;
  readonly #isVoid: boolean;

  constructor(module: ApacheModule, name: string) {
    this.#module = module;
    this.name = name;
    const client = this.#client(new OutputCarrier(new ByteWriter(), 0));
    this.arity = generatedMethod(client, `send_${name}`).length;
    this.oneway = !(`recv_${name}` in client);
    this.#isVoid = this.oneway || this.#readResult(new ByteReader(emptyStruct), 0) !== undefined;
    this.args = {
      write: (request, out, depth) => this.#writeArgs(request, new OutputCarrier(out, depth)),
      read: (input, depth) => this.#readArgs(input, depth),
    };
    this.result = {
      write: (outcome, out, depth) => this.#writeResult(outcome, new OutputCarrier(out, depth)),
      read: (input, depth) => this.#readResult(input, depth),
      declares: (error) => this.#declares(error),
    };
  }

  #writeArgs(request: unknown, carrier: OutputCarrier): void {
    const client = this.#client(carrier);
    const parameters = this.#parametersOf(request);
    withOwnErrors(() => Reflect.apply(generatedMethod(client, `send_${this.name}`), client, parameters));
  }

  #readArgs(input: ByteReader, depth: number): unknown {
    const carrier = new OutputCarrier(new ByteWriter(), depth);
    const parameters = this.#process(input, depth, carrier).slice(0, this.arity);
    return this.arity > 1 ? parameters : parameters[0];
  }

  #writeResult(outcome: Result<unknown, unknown>, carrier: OutputCarrier): void {
    if (this.oneway) throw new ThriftError("a oneway method has no result");
    if (outcome.ok && outcome.value === undefined && !this.#isVoid) {
      throw notA("a value of the method's result type", undefined);
    }
    if (!outcome.ok && !(outcome.error instanceof Error)) throw undeclaredException(outcome.error);
    // The processor hands its handler a callback that writes the result; what the arguments were is all one.
    const reply = this.#process(new ByteReader(emptyStruct), carrier.depth, carrier).at(-1);
    if (typeof reply !== "function") throw new ThriftError(`the processor of ${this.name} takes no callback`);
    const answer = outcome.ok ? [null, outcome.value] : [outcome.error];
    withOwnErrors(() => Reflect.apply(reply, undefined, answer));
    if (!outcome.ok && carrier.messageType !== replyType) throw undeclaredException(outcome.error);
  }

  #readResult(input: ByteReader, depth: number): Result<unknown, unknown> | undefined {
    const client = this.#client(new OutputCarrier(new ByteWriter(), 0));
    let answer: readonly unknown[] = [];
    const waiting: unknown = Reflect.get(client, "_reqs");
    if (typeof waiting !== "object" || waiting === null) throw new ThriftError("the client keeps no callbacks");
    Reflect.set(waiting, anySeqId, (...given: readonly unknown[]) => {
      answer = given;
    });
    const receive = generatedMethod(client, `recv_${this.name}`);
    withOwnErrors(() => Reflect.apply(receive, client, [new InputProtocol(input, depth), replyType, anySeqId]));
    const [error, value] = answer;
    // The text is what the client says when the struct had neither a value nor an exception.
    if (typeof error === "string") return undefined;
    return error === null || error === undefined ? { ok: true, value } : { ok: false, error };
  }

  #declares(error: unknown): boolean {
    if (this.oneway) return false;
    try {
      this.#writeResult({ ok: false, error }, new OutputCarrier(new ByteWriter(), Number.MAX_SAFE_INTEGER));
      return true;
    } catch {
      return false;
    }
  }

  /** Lets the processor decode arguments; gives what it then calls its handler with. */
  #process(input: ByteReader, depth: number, carrier: OutputCarrier): unknown[] {
    let given: unknown[] = [];
    const handle = (...values: unknown[]): void => {
      given = values;
    };
    // A function of as many parameters as the method would be taken for one that returns a promise.
    Object.defineProperty(handle, "length", { value: -1 });
    const handler = Object.fromEntries([[this.name, handle]]);
    const processor: object = Reflect.construct(this.#module.Processor, [handler]);
    const process = generatedMethod(processor, `process_${this.name}`);
    const protocols = [new InputProtocol(input, depth), new OutputProtocol(carrier)];
    withOwnErrors(() => Reflect.apply(process, processor, [anySeqId, ...protocols]));
    return given;
  }

  #client(carrier: OutputCarrier): object {
    return Reflect.construct(this.#module.Client, [carrier, OutputProtocol]);
  }

  #parametersOf(request: unknown): readonly unknown[] {
    if (this.arity === 0) return [];
    if (this.arity === 1) return [request];
    if (!Array.isArray(request) || request.length !== this.arity) {
      throw notA(`an array of the ${this.arity} parameters of ${this.name}`, request);
    }
    return request;
  }
}

/** The methods of a service, inherited ones included, in the order in which the compiler wrote them. */
export function apacheMethods(module: ApacheModule): ApacheMethod[] {
  const names = new Set<string>();
  let prototype: object | null = module.Processor.prototype;
  while (prototype !== null && prototype !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      if (name.startsWith("process_")) names.add(name.slice("process_".length));
    }
    prototype = Reflect.getPrototypeOf(prototype);
  }
  return [...names].map((name) => new ApacheMethod(module, name));
}

function generatedMethod(object: object, name: string): (...args: never[]) => unknown {
  const method: unknown = Reflect.get(object, name);
  if (!isFunction(method))
    throw new ThriftError(`the module has no method ${name}: was it made by thrift --gen js:node?`);
  return method;
}

function isFunction(value: unknown): value is (...args: never[]) => unknown {
  return typeof value === "function";
}

/** The generated constructors copy what they are given without counting levels: a cycle exhausts the stack. */
function withOwnErrors(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw error instanceof RangeError ? tooDeep() : error;
  }
}
