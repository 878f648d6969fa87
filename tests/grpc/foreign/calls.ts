import { createHash } from "node:crypto";
import { type CallOptions as CoreCallOptions, Metadata } from "@kitex-ts/core";
import { Journal } from "../../interop/journal.ts";
import { gate } from "../../support/until.ts";
import { fieldsOf, metadataOf } from "../metadata.ts";
import type {
  Called,
  CallOptions,
  DialedPeer,
  EchoRequest,
  EchoResponse,
  Loaded,
  LoadOptions,
  Outcome,
  Payload,
  Script,
  Values,
} from "../peers/peer.ts";

/** A request as generated types have it, of echo.proto and of stream.thrift. */
export interface RequestMessage {
  readonly message: string;
  readonly payload?: Uint8Array | undefined;
  readonly script?: ScriptMessage | undefined;
}

type ScriptMessage = Omit<Script, "header" | "trailer" | "failure"> & {
  readonly header?: ReadonlyMap<string, string> | undefined;
  readonly trailer?: ReadonlyMap<string, string> | undefined;
  readonly failure?: FailureMessage | undefined;
};

interface FailureMessage {
  readonly status?: { readonly code: number; readonly message: string; readonly details?: readonly string[] };
  readonly bizStatus?: {
    readonly code: number;
    readonly message: string;
    readonly extra?: ReadonlyMap<string, string>;
  };
  readonly error?: string;
  readonly panic?: string;
  readonly refused?: string;
}

/** A response as generated types have it. */
export interface ResponseMessage {
  readonly message: string;
  readonly payload?: Uint8Array | undefined;
  readonly count?: number | undefined;
  readonly bytes?: bigint | number | undefined;
  readonly metadata?: readonly { readonly key: string; readonly value: string }[] | undefined;
  readonly leftMs?: bigint | number | undefined;
}

/** What a library's own client does of a call. */
export interface CallingLibrary {
  /**
   * Makes a call of any kind: sends what `requests` gives, and gives the responses. Throws the library's error. A time
   * limit of 0 is none.
   */
  begin(
    method: string,
    requests: AsyncIterable<RequestMessage>,
    options: CoreCallOptions,
  ): AsyncIterable<ResponseMessage>;
  /** How a call ended that threw this. */
  outcomeOf(error: unknown): Outcome;
  close(): Promise<void>;
}

/** What commands about a call that goes on need of it. */
class KeyedCall {
  readonly abort = new AbortController();
  readonly finish = gate();
  readonly answers = new Journal<ResponseMessage>();
}

/** A client in this process: makes the calls that are asked for, and tells all that a caller can know of them. */
export class Calls implements DialedPeer {
  readonly #library: CallingLibrary;
  readonly #keyed = new Map<string, KeyedCall>();

  constructor(library: CallingLibrary) {
    this.#library = library;
  }

  async call(method: string, requests: readonly EchoRequest[], options: CallOptions = {}): Promise<Called> {
    const keyed = new KeyedCall();
    if (options.key !== undefined) this.#keyed.set(options.key, keyed);
    return this.#make(method, sourceOf(requests, options.keepOpen === true ? keyed : undefined), options, keyed);
  }

  async load(method: string, requests: readonly EchoRequest[], options: LoadOptions): Promise<Loaded> {
    const outcomes: Record<string, number> = {};
    let [answers, begun, answered] = [0, 0, 0];
    const all = gate();
    const one = async (): Promise<void> => {
      const keyed = new KeyedCall();
      const held = options.together === true ? { finish: all } : undefined;
      if (held !== undefined) {
        keyed.answers.take(1).then(
          () => {
            answered += 1;
            if (answered === options.calls) all.open();
          },
          // Nobody else has to wait for a call that failed.
          () => all.open(),
        );
      }
      const { kind, code, message, count } = await this.#make(method, sourceOf(requests, held), options, keyed);
      const outcome = kind === "ok" ? "ok" : `${kind} ${code}: ${message}`;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      answers += count;
    };
    const lane = async (): Promise<void> => {
      while (begun < options.calls) {
        begun += 1;
        await one();
      }
    };
    await Promise.all(Array.from({ length: options.atOnce }, lane));
    return { outcomes, answers };
  }

  async answered(key: string): Promise<void> {
    await this.#of(key).answers.take(1);
  }

  async finish(key: string): Promise<void> {
    this.#of(key).finish.open();
  }

  async cancel(key: string): Promise<void> {
    this.#of(key).abort.abort();
  }

  hangUp(): Promise<void> {
    return this.#library.close();
  }

  async #make(
    method: string,
    requests: AsyncIterable<RequestMessage>,
    options: CallOptions,
    keyed: KeyedCall,
  ): Promise<Called> {
    const { metadata, transient, persistent, timeoutMs = 0, gzip = false, waitForReady = false } = options;
    const { cancelAfter, summary = false } = options;
    const responses: EchoResponse[] = [];
    let [count, bytes, header, trailer] = [0, 0, new Metadata(), new Metadata()];
    let backward: ReadonlyMap<string, string> = new Map();
    let outcome: Outcome = { kind: "ok" };
    try {
      const came = this.#library.begin(method, requests, {
        metadata: metadataOf(metadata ?? {}),
        meta: { transient, persistent },
        timeoutMs,
        ...(gzip ? { compressor: "gzip" } : {}),
        waitForReady,
        signal: keyed.abort.signal,
        onHeader: (values) => {
          header = values;
        },
        onTrailer: (values) => {
          trailer = values;
        },
        onBackward: (values) => {
          backward = values;
        },
      });
      for await (const response of came) {
        count += 1;
        bytes += response.payload?.length ?? 0;
        if (!summary) responses.push(told(response));
        keyed.answers.add(response);
        if (count === cancelAfter) keyed.abort.abort();
      }
    } catch (error) {
      outcome = this.#library.outcomeOf(error);
    } finally {
      keyed.finish.open();
    }
    return {
      ...outcome,
      responses,
      count,
      bytes,
      header: fieldsOf(header),
      trailer: fieldsOf(trailer),
      ...(backward.size === 0 ? {} : { backward: Object.fromEntries(backward) }),
    };
  }

  #of(key: string): KeyedCall {
    const keyed = this.#keyed.get(key);
    if (keyed === undefined) throw new Error(`there is no call "${key}"`);
    return keyed;
  }
}

/** The requests of a call; with `held` their stream stays open until that is finished. */
async function* sourceOf(
  requests: readonly EchoRequest[],
  held: Pick<KeyedCall, "finish"> | undefined,
): AsyncGenerator<RequestMessage> {
  for (const request of requests) yield messageOf(request);
  if (held !== undefined) await held.finish.opened;
}

function messageOf({ message, payload, script }: EchoRequest): RequestMessage {
  return {
    message,
    ...(payload === undefined ? {} : { payload: bytesOf(payload) }),
    ...(script === undefined ? {} : { script: scriptOf(script) }),
  };
}

function scriptOf({ header, trailer, failure, ...rest }: Script): ScriptMessage {
  return {
    ...rest,
    ...(header === undefined ? {} : { header: mapOf(header) }),
    ...(trailer === undefined ? {} : { trailer: mapOf(trailer) }),
    ...(failure === undefined ? {} : { failure: failureOf(failure) }),
  };
}

function failureOf(failure: NonNullable<Script["failure"]>): FailureMessage {
  if (!("bizStatus" in failure)) return failure;
  const { extra, ...rest } = failure.bizStatus;
  return { bizStatus: { ...rest, ...(extra === undefined ? {} : { extra: mapOf(extra) }) } };
}

function mapOf(values: Values): ReadonlyMap<string, string> {
  return new Map(Object.entries(values));
}

function bytesOf(payload: Payload): Buffer {
  if (typeof payload === "string") return Buffer.from(payload, "hex");
  const part = Buffer.from(payload.repeat, "hex");
  return Buffer.alloc(part.length * payload.times, part);
}

/** What is longer is told by its length and hash. */
const LONG_BYTES = 4096;

function told({ message, payload, count, bytes, metadata, leftMs }: ResponseMessage): EchoResponse {
  return {
    message,
    ...(payload === undefined || payload.length === 0 ? {} : { payload: payloadOf(payload) }),
    count: count ?? 0,
    bytes: Number(bytes ?? 0),
    ...(metadata === undefined || metadata.length === 0
      ? {}
      : { metadata: metadata.map(({ key, value }) => ({ key, value })) }),
    leftMs: Number(leftMs ?? 0),
  };
}

function payloadOf(bytes: Uint8Array): NonNullable<EchoResponse["payload"]> {
  if (bytes.length <= LONG_BYTES) return Buffer.from(bytes).toString("hex");
  return { length: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}
