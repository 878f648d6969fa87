import { invalidOption } from "../errors/invalid-option.ts";
import type { MethodInfo } from "../payload/method-info.ts";
import type { ServedMethod } from "../remote/method-lookup.ts";
import { type AcceptedConnection, serveDetected } from "../remote/trans/detect.ts";
import type { ServerWire } from "../remote/trans/server-trans-handler.ts";
import { assertCodegenFits } from "../service/codegen-contract.ts";
import type { HandlerTable, MethodHandler } from "../service/handler-table.ts";
import type { ServiceInfo } from "../service/service-info.ts";
import type { RuntimeStats } from "../tracing/monitor.ts";
import { watchAll } from "../tracing/watch-all.ts";
import { type Announcement, announce, type Registration } from "./announce.ts";
import { cannotListen, type ServerListener, startListening } from "./defaults.ts";
import { Dispatch } from "./dispatch.ts";
import { invoke } from "./invoke.ts";
import { invokeStream } from "./invoke-stream.ts";
import { warnOfNodeRelease } from "./node-release.ts";
import { type ResolvedServerOptions, resolveServerOptions, type ServerOptions } from "./options.ts";
import { serverPipeline, serverStreamPipeline } from "./pipeline.ts";
import { protocolsOf, tlsWithAlpn } from "./protocols.ts";
import { ServiceTable } from "./service-table.ts";
import { onExitSignal } from "./signals.ts";

/** How long a caller may take to read that its connection ends, before it just does. */
const LAST_WORDS_MS = 1_000;

/** Where a server listens, once it does: a TCP host and port, or the path of a Unix socket. */
export type ListeningAddress =
  | { readonly host: string; readonly port: number; readonly path?: undefined }
  | { readonly path: string; readonly host?: undefined; readonly port?: undefined };

/** What `register` may be told beside service and handler. */
export interface RegisterOptions {
  /** Whether this service answers callers that name no service, before any other that has the method. */
  readonly fallback?: boolean;
  /**
   * Whether this service answers those callers alone that name it, so that its methods may have the names of another's:
   * for services beside the application's own, such as health checks. Default false.
   */
  readonly onlyByName?: boolean;
}

/** Answers the calls of its services. */
export interface Server {
  /** Adds a service; before `listen`. Throws `InvalidOption`, or `CodegenMismatch` for code of another version. */
  register<Client, Handler>(service: ServiceInfo<Client, Handler>, handler: Handler, options?: RegisterOptions): Server;
  /** Starts to listen. Rejects with `AddressInUse`, or `InvalidOption` when nothing is registered. */
  listen(): Promise<ListeningAddress>;
  /** The services that were registered, in that order. */
  readonly services: readonly ServiceInfo[];
  /** How it stands with the server's registry: an entry for each address; none before it listens. */
  readonly registrations: readonly Registration[];
  /** Runs `listener` once, when the server begins to close and nobody was told so far: for what says how healthy it is. */
  onDrain(listener: () => void): void;
  /**
   * Stops gracefully: takes back what it announced in its registry, accepts nobody new, tells the peers to go elsewhere, waits for calls in flight, and after
   * `exitWaitMs` closes what is left. Closing twice is closing once.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a server. Throws `InvalidOption`. */
export function createServer(options: ServerOptions = {}): Server {
  return new KitexServer(resolveServerOptions(options));
}

type ServerState =
  | { readonly kind: "new" }
  | { readonly kind: "starting"; readonly listening: Promise<ListeningAddress> }
  | {
      readonly kind: "listening";
      readonly listener: ServerListener;
      readonly announced: Announcement;
      /** Ends what came with listening: signals and monitors. */
      readonly unhook: () => void;
    }
  | { readonly kind: "closed"; readonly done: Promise<void> };

class KitexServer implements Server {
  readonly #options: ResolvedServerOptions;
  readonly #services = new ServiceTable();
  readonly #connections = new Set<AcceptedConnection>();
  readonly #onDrain: (() => void)[] = [];
  #state: ServerState = { kind: "new" };
  #onEmpty: (() => void) | undefined;

  constructor(options: ResolvedServerOptions) {
    this.#options = options;
  }

  get registrations(): readonly Registration[] {
    return this.#state.kind === "listening" ? this.#state.announced.registrations : [];
  }

  get services(): readonly ServiceInfo[] {
    return this.#services.infos;
  }

  register<Client, Handler>(
    service: ServiceInfo<Client, Handler>,
    handler: Handler,
    { fallback = false, onlyByName = false }: RegisterOptions = {},
  ): Server {
    assertCodegenFits(service);
    if (this.#state.kind !== "new")
      throw invalidOption(`service ${service.name} is registered after listen() or close()`);
    const handlers = service.handlers(handler);
    this.#services.add(service, { fallback, onlyByName }, (method) =>
      this.#serve(method, handlerOf(service, handlers, method)),
    );
    return this;
  }

  #serve(info: MethodInfo, handler: MethodHandler): ServedMethod {
    return info.streaming === "unary"
      ? { kind: "call", info, endpoint: serverPipeline(this.#options, invoke(handler)) }
      : { kind: "stream", info, endpoint: serverStreamPipeline(this.#options, invokeStream(info, handler)) };
  }

  onDrain(listener: () => void): void {
    this.#onDrain.push(listener);
  }

  listen(): Promise<ListeningAddress> {
    switch (this.#state.kind) {
      case "new": {
        const listening = this.#start();
        this.#state = { kind: "starting", listening };
        // A server that could not listen may be asked again, for example when the port is free.
        listening.catch(() => {
          if (this.#state.kind === "starting") this.#state = { kind: "new" };
        });
        return listening;
      }
      case "closed":
        return Promise.reject(invalidOption("listen() was called on a server that is closed"));
      default:
        return Promise.reject(invalidOption("listen() was called twice"));
    }
  }

  close(): Promise<void> {
    if (this.#state.kind === "closed") return this.#state.done;
    const done = this.#stop(this.#state);
    this.#state = { kind: "closed", done };
    return done;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #start(): Promise<ListeningAddress> {
    const { at, tls, limits, maxConnections, maxPendingWriteBytes, idleTimeoutMs, frameTimeoutMs, clock } =
      this.#options;
    if (this.#services.firstName === undefined) {
      throw invalidOption("no service is registered: call register(Service, handler) before listen()");
    }
    this.#services.assertUnambiguous();
    warnOfNodeRelease();
    const wire: ServerWire = {
      codecs: this.#services.codecs,
      limits,
      maxInFlight: this.#options.maxInFlightPerConnection,
      dispatch: new Dispatch(this.#services, this.#name, this.#options),
      logger: this.#options.logger,
      clock,
    };
    const protocols = protocolsOf(this.#options.protocols, this.#services.infos);
    let listener: ServerListener;
    try {
      listener = await startListening(
        {
          ...("path" in at
            ? { path: at.path }
            : { port: at.port, ...(at.host === undefined ? {} : { host: at.host }) }),
          ...(tls === undefined ? {} : { tls: tlsWithAlpn(tls, protocols) }),
          maxFrameBytes: limits.maxFrameBytes,
          maxConnections,
          maxPendingWriteBytes,
          idleTimeoutMs,
          frameTimeoutMs,
          clock,
        },
        (connection) =>
          this.#connections.add(serveDetected(connection, protocols, wire, (closed) => this.#forget(closed))),
      );
    } catch (cause) {
      throw cannotListen("path" in at ? `unix:${at.path}` : `${at.host ?? "*"}:${at.port}`, cause);
    }
    if (this.#state.kind === "closed") {
      await listener.close();
      throw invalidOption("the server was closed before it listened");
    }
    const { address } = listener;
    const listening = address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port };
    const announced = announce(this.#options, this.#name, listening);
    this.#state = { kind: "listening", listener, announced, unhook: this.#hook() };
    return listening;
  }

  /** The server's name in discovery. */
  get #name(): string {
    return this.#options.serviceName ?? this.#services.firstName ?? "";
  }

  #hook(): () => void {
    const { handleSignals, monitors, logger } = this.#options;
    const forgetSignals = handleSignals ? onExitSignal(() => this.close(), logger) : () => {};
    const stopMonitors = watchAll(
      monitors,
      { side: "server", service: this.#name, stats: () => this.#stats() },
      logger,
    );
    return () => {
      forgetSignals();
      stopMonitors();
    };
  }

  #stats(): RuntimeStats {
    let [callsInFlight, pendingWriteBytes] = [0, 0];
    for (const connection of this.#connections) {
      callsInFlight += connection.inFlight;
      pendingWriteBytes += connection.pendingWriteBytes;
    }
    return { callsInFlight, connections: { idle: 0, inUse: this.#connections.size, opening: 0 }, pendingWriteBytes };
  }

  async #stop(state: ServerState): Promise<void> {
    if (state.kind === "starting") await state.listening.catch(() => {});
    if (state.kind !== "listening") return;
    for (const listener of this.#onDrain) this.#tellDraining(listener);
    // Who asks the registry from now on goes elsewhere; who asked before is still answered.
    await state.announced.stop();
    state.unhook();
    await state.listener.stopAccepting();
    for (const connection of [...this.#connections]) connection.drain();
    await this.#emptied(this.#options.exitWaitMs);
    for (const connection of [...this.#connections]) connection.close();
    await this.#emptied(LAST_WORDS_MS);
    await state.listener.close();
  }

  #tellDraining(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#options.logger.error({ error }, "an onDrain listener threw");
    }
  }

  /** Settles when every connection has closed, or after `ms`. */
  #emptied(ms: number): Promise<void> {
    if (this.#connections.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#options.clock.setTimer(resolve, ms);
      this.#onEmpty = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  #forget(connection: AcceptedConnection): void {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) this.#onEmpty?.();
  }
}

function handlerOf(service: ServiceInfo, handlers: HandlerTable, { name }: MethodInfo): MethodHandler {
  const own = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
  if (own === undefined) throw invalidOption(`the handler of ${service.name} has no method "${name}"`);
  return own;
}
