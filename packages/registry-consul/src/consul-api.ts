// The requests that a registry needs, over npm `consul`, and the guards against what the library (2.0.1) would do by
// itself. consul-api.test.ts shows each of its defects beside the guard.
//
//   the library                                          here
//   drops `Weights` of a registration                    every body is sent as it is, through the library's request
//   waits for ever, also for the rest of a cut answer    every request has a limit of its own
//   does not know AbortSignal                            its "cancel" is emitted when the signal aborts
//   says "not found" instead of the agent's text         the status and the text are read from the answer
//   hands out the token in `error.response`              no error of the library is passed on with an answer in it
//   cannot reach an IPv6 address                         the host is given to the socket without brackets
//   has a `Watch` that misses changes after a restart    not used: see watch-service.ts
//   leaves connections and timers that keep the process  a connection a request, or one a watch: see http-agents.ts

import { EventEmitter } from "node:events";
import { type Agent as HttpAgent, IncomingMessage } from "node:http";
import Consul from "consul";
import type { ConsulConnection } from "./connection-options.ts";
import { ConsulError } from "./consul-error.ts";
import { connectionForEach, oneConnection } from "./http-agents.ts";
import type { ServiceEntry } from "./service-entry.ts";

/** A read that waits until there is news. */
interface BlockingRead {
  /** The index of the answer before. */
  readonly index: bigint;
  /** The agent answers after so long at the latest, and up to a sixteenth later. */
  readonly waitSeconds: number;
}

/** What the agent says of a service. */
export interface HealthAnswer {
  /** Stands for this state of the service; 0 where the answer has none, and waiting is not possible. */
  readonly index: bigint;
  /** One for each instance that passes its checks, as they came. */
  readonly entries: readonly unknown[];
}

/**
 * Reads of one service, one after another. Close them: they keep their connection.
 *
 * An index stands for a state in the agent that gave it. Another agent at its place, which lost its data and counts
 * anew, holds who asks with it for nothing, and it is there within a tenth of a second: too fast for a pause between
 * two reads. A connection does not outlive its agent, so the index goes where it came from, or nowhere.
 */
export interface ServiceReads {
  /**
   * With index 0 over a new connection, answered at once. Else over the one that the index came by, answered when there
   * is news; rejects when that one is gone.
   */
  read(index: bigint, signal: AbortSignal): Promise<HealthAnswer>;
  close(): void;
}

/** One agent. Every promise rejects with a {@link ConsulError}, or with the signal's reason once that has aborted. */
export class ConsulApi {
  /** The agent in texts. */
  readonly name: string;
  readonly #connection: ConsulConnection;
  readonly #library: Library;
  readonly #agent: HttpAgent;

  constructor(connection: ConsulConnection) {
    this.name = connection.name;
    this.#connection = connection;
    this.#agent = connectionForEach(connection);
    this.#library = libraryFor(connection, this.#agent);
  }

  /** Stores an entry in place of the one with its id, and removes checks that are not in it. */
  async register(entry: ServiceEntry, signal: AbortSignal): Promise<void> {
    const query = { "replace-existing-checks": "true" };
    const request = { method: "PUT", path: "/agent/service/register", query, body: entry } as const;
    await this.#send(`registering ${JSON.stringify(entry.ID)}`, request, signal);
  }

  /** Removes an entry. */
  async deregister(id: string, signal: AbortSignal): Promise<void> {
    const request = { method: "PUT", path: "/agent/service/deregister/{id}", params: { id } } as const;
    await this.#send(`deregistering ${JSON.stringify(id)}`, request, signal);
  }

  /** Tells the agent that a TTL check passes. */
  async pass(checkId: string, signal: AbortSignal): Promise<void> {
    const body = { Status: "passing", Output: "online" };
    const request = {
      method: "PUT",
      path: "/agent/check/update/{id}",
      params: { id: checkId },
      body,
    } as const;
    await this.#send(`a heartbeat of ${JSON.stringify(checkId)}`, request, signal);
  }

  /** Settles when the agent has an entry of this id. */
  async find(id: string, signal: AbortSignal): Promise<void> {
    const request = { method: "GET", path: "/agent/service/{id}", params: { id } } as const;
    await this.#send(`looking for ${JSON.stringify(id)}`, request, signal);
  }

  /** The instances of a service that pass their checks, as they are. */
  passing(service: string, signal: AbortSignal): Promise<HealthAnswer> {
    return this.#passing(service, undefined, this.#agent, signal);
  }

  /** The same again and again, where the agent holds a read for up to `waitSeconds` while there is no news. */
  reads(service: string, waitSeconds: number): ServiceReads {
    let agent = oneConnection(this.#connection);
    return {
      read: (index, signal) => {
        if (index > 0n) return this.#passing(service, { index, waitSeconds }, agent, signal);
        agent.destroy();
        agent = oneConnection(this.#connection);
        return this.#passing(service, undefined, agent, signal);
      },
      close: () => agent.destroy(),
    };
  }

  async #passing(
    service: string,
    blocking: BlockingRead | undefined,
    agent: HttpAgent,
    signal: AbortSignal,
  ): Promise<HealthAnswer> {
    const wait = blocking === undefined ? {} : { index: String(blocking.index), wait: `${blocking.waitSeconds}s` };
    const request = {
      method: "GET",
      path: "/health/service/{service}",
      params: { service },
      query: { passing: "1", ...wait },
    } as const;
    const what = `looking up ${JSON.stringify(service)}`;
    const longerMs = blocking === undefined ? 0 : longestWaitMs(blocking.waitSeconds);
    const answer = await this.#send(what, request, signal, { agent, longerMs });
    const entries = bodyOf(answer);
    if (!Array.isArray(entries)) throw new ConsulError(`${this.name}: ${what}: the answer is no list of instances`);
    const index = answer.headers["x-consul-index"];
    return { index: typeof index === "string" && /^\d{1,20}$/.test(index) ? BigInt(index) : 0n, entries };
  }

  async #send(
    what: string,
    request: AgentRequest,
    signal: AbortSignal,
    { agent, longerMs }: Sending = { agent: this.#agent, longerMs: 0 },
  ): Promise<IncomingMessage> {
    signal.throwIfAborted();
    const { clock, logger, query, requestTimeoutMs, token } = this.#connection;
    const limitMs = requestTimeoutMs + longerMs;
    const ctx = new EventEmitter();
    let late = false;
    const cancel = (): void => {
      ctx.emit("cancel");
    };
    const timer = clock.setTimer(() => {
      late = true;
      cancel();
    }, limitMs);
    signal.addEventListener("abort", cancel, { once: true });
    const startMs = clock.now();
    try {
      const answer = await this.#library._request({
        ...request,
        query: { ...query, ...request.query },
        headers: token === undefined ? {} : { "x-consul-token": token },
        agent,
        ctx,
      });
      if (!(answer instanceof IncomingMessage)) throw new TypeError("the client library gave no HTTP answer");
      const facts = { status: answer.statusCode, elapsedMs: Math.round(clock.now() - startMs) };
      logger?.debug(facts, `${this.name}: ${what}`);
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      if (late) throw new ConsulError(`${this.name}: ${what}: no answer within ${limitMs} ms`);
      throw this.#explained(what, error);
    } finally {
      timer.cancel();
      signal.removeEventListener("abort", cancel);
    }
  }

  #explained(what: string, error: unknown): ConsulError {
    const answer = answerOf(error);
    if (answer === undefined) {
      return new ConsulError(`${this.name}: ${what}: ${textOfFailure(error)}`, { cause: error });
    }
    // Not as a cause: the library's error holds the answer, and that the request with its token.
    const text = [answer.statusCode, this.#printable(bodyOf(answer))].join(" ").trimEnd();
    return new ConsulError(`${this.name}: ${what}: ${text}`, { status: answer.statusCode });
  }

  /** What the agent wrote: one line, at most 300 characters, and without the token whatever it wrote. */
  #printable(body: unknown): string {
    const text = typeof body === "string" || Buffer.isBuffer(body) ? String(body) : (JSON.stringify(body) ?? "");
    const { token } = this.#connection;
    const harmless = token === undefined ? text : text.replaceAll(token, "…");
    return harmless
      .replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ")
      .trim()
      .slice(0, 300);
  }
}

/** How a request travels. */
interface Sending {
  readonly agent: HttpAgent;
  /** Milliseconds that it may take beyond the limit of every request. */
  readonly longerMs: number;
}

/** One request, in the words of papi, the HTTP layer of the library. */
interface AgentRequest {
  readonly method: "GET" | "PUT";
  /** Below `/v1`; what stands in braces is taken from `params`. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface LibraryRequest extends AgentRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: HttpAgent;
  /** The library ends the request when this emits "cancel". */
  readonly ctx: EventEmitter;
}

/** What is used of the library; its types leave this out. */
interface Library {
  _request(request: LibraryRequest): Promise<unknown>;
}

function libraryFor({ baseUrl, socketPath }: ConsulConnection, agent: HttpAgent): Library {
  const options = { baseUrl, agent, ...(socketPath === undefined ? {} : { socketPath }) };
  const consul = new Consul(options);
  if (!isLibrary(consul)) throw new TypeError("this version of npm consul has no _request; 2.0.1 has");
  return consul;
}

function isLibrary(consul: object): consul is Library {
  return "_request" in consul && typeof consul._request === "function";
}

/** Milliseconds until the agent has answered a blocking read: it waits up to a sixteenth longer than it is told. */
function longestWaitMs(waitSeconds: number): number {
  return Math.ceil(waitSeconds * 1_000 * (1 + 1 / 16));
}

function answerOf(error: unknown): IncomingMessage | undefined {
  const answer = error instanceof Error && "response" in error ? error.response : undefined;
  return answer instanceof IncomingMessage ? answer : undefined;
}

/** The decoded body, which the library hangs on the answer. */
function bodyOf(answer: IncomingMessage): unknown {
  return "body" in answer ? answer.body : undefined;
}

/** What the system said, without the library's "consul: " in front. A failure to reach several addresses has no text. */
function textOfFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.message.replace(/^consul: /, "");
  return text === "" && "code" in error ? String(error.code) : text;
}
