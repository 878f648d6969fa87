import { CallMetadata, type MetadataListener } from "../context/call-metadata.ts";
import { DEFAULT_WEIGHT, type Instance } from "../context/instance.ts";
import { Metadata, type MetadataInit } from "../context/metadata.ts";
import { RpcContext } from "../context/rpc-context.ts";
import { type Invocation, RpcInfo } from "../context/rpc-info.ts";
import { assertAmounts, invalidOption } from "../errors/invalid-option.ts";
import type { MethodInfo } from "../payload/method-info.ts";
import type { ClientTransport } from "../remote/trans/trans-handler.ts";
import type { CallOptions } from "../service/call-options.ts";
import type { ServiceInfo } from "../service/service-info.ts";
import type { StreamOptions } from "../service/stream-options.ts";
import { messageOf } from "../util/printable.ts";
import { readAddress } from "./defaults.ts";
import type { ResolvedClientOptions } from "./options.ts";
import { outgoingMeta } from "./outgoing-meta.ts";

/** What a call or a stream may take, in milliseconds; 0 is no limit. */
interface Patience {
  readonly timeoutMs: number;
  readonly recvTimeoutMs: number;
}

/** Makes the contexts of one client's calls and streams; throws `InvalidOption` for options that cannot be. */
export class CallContexts {
  readonly #service: ServiceInfo;
  readonly #options: ResolvedClientOptions;
  readonly #invocations = new Map<string, Invocation>();
  /** What the application was warned of: each once. */
  readonly #warned = new Set<string>();

  constructor(service: ServiceInfo, options: ResolvedClientOptions) {
    this.#service = service;
    this.#options = options;
    for (const methodInfo of service.methods.values()) {
      this.#invocations.set(methodInfo.name, { service: service.name, method: methodInfo.name, methodInfo });
    }
  }

  methodInfo(method: string): MethodInfo | undefined {
    return this.#invocations.get(method)?.methodInfo;
  }

  /** The context of a call. */
  ofCall(method: string, given: CallOptions, serving: RpcContext | undefined): RpcContext {
    const { timeoutMs = this.#options.timeoutMs } = given;
    const ctx = this.#make(method, given, { timeoutMs, recvTimeoutMs: 0 }, this.#options.transport, serving);
    const { onHeader, onTrailer } = given;
    if (onHeader !== undefined || onTrailer !== undefined) {
      ctx.metadata.listen(this.guarded("onHeader", onHeader), this.guarded("onTrailer", onTrailer));
    }
    return ctx;
  }

  /** The context of a stream; its transport is the one that carries it. */
  ofStream(
    method: string,
    given: StreamOptions,
    transport: ClientTransport,
    serving: RpcContext | undefined,
  ): RpcContext {
    const { stream } = this.#options;
    const { timeoutMs = stream.timeoutMs, recvTimeoutMs = stream.recvTimeoutMs } = given;
    return this.#make(method, given, { timeoutMs, recvTimeoutMs }, transport, serving);
  }

  /** A callback of the application's that cannot harm what calls it. */
  guarded(name: string, listener: MetadataListener | undefined): MetadataListener | undefined {
    if (listener === undefined) return undefined;
    return (metadata) => {
      try {
        listener(metadata);
      } catch (error) {
        this.#options.logger.error({ error }, `an ${name} callback threw`);
      }
    };
  }

  #make(
    method: string,
    given: StreamOptions,
    patience: Patience,
    transport: ClientTransport,
    serving: RpcContext | undefined,
  ): RpcContext {
    const invocation = this.#invocations.get(method);
    if (invocation === undefined) throw invalidOption(`service ${this.#service.name} has no method "${method}"`);
    const { destination, clock } = this.#options;
    const { timeoutMs, recvTimeoutMs } = patience;
    const connectTimeoutMs = given.connectTimeoutMs ?? this.#options.connectTimeoutMs;
    if (given.timeoutMs !== undefined || given.connectTimeoutMs !== undefined || given.recvTimeoutMs !== undefined) {
      assertAmounts({ timeoutMs, connectTimeoutMs, recvTimeoutMs }); // the client's own were checked when it was made
    }
    const rpcInfo = new RpcInfo(
      {
        service: this.#options.serviceName ?? serving?.rpcInfo.to.service ?? "",
        method: serving?.rpcInfo.invocation.method ?? "",
        address: undefined,
      },
      {
        service: destination,
        method,
        tags: given.tags === undefined ? this.#options.tags : this.#tags(given.tags),
        instance: given.hostPort === undefined ? undefined : instanceAt(given.hostPort),
      },
      invocation,
      {
        timeoutMs,
        connectTimeoutMs,
        connectTimeoutStated: given.connectTimeoutMs !== undefined || this.#options.connectTimeoutStated,
        recvTimeoutMs,
        compressor: given.compressor,
        waitForReady: given.waitForReady ?? false,
      },
      {
        startMs: clock.now(),
        finishMs: undefined,
        sentBytes: 0,
        receivedBytes: 0,
        sentMessages: 0,
        receivedMessages: 0,
      },
    );
    const meta = outgoingMeta(serving, given.meta);
    if (meta !== undefined && !transport.carriesHeaders) this.#warnOf("metadata", transport, "ttheader()");
    const metadata = given.metadata === undefined ? undefined : this.#metadata(given.metadata, transport);
    return new RpcContext({
      rpcInfo,
      clock,
      deadlineMs: earlier(timeoutMs === 0 ? undefined : rpcInfo.stats.startMs + timeoutMs, serving?.deadlineMs),
      phase: "resolve",
      meta,
      metadata,
    });
  }

  #metadata(given: MetadataInit, transport: ClientTransport): CallMetadata {
    if (!transport.carriesStreams) this.#warnOf("gRPC metadata", transport, "grpc()");
    try {
      return new CallMetadata(new Metadata(given));
    } catch (cause) {
      throw invalidOption(`metadata: ${messageOf(cause)}`, cause);
    }
  }

  #tags(own: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
    return new Map([...this.#options.tags, ...Object.entries(own)]);
  }

  #warnOf(what: string, { name }: ClientTransport, instead: string): void {
    if (this.#warned.has(what)) return;
    this.#warned.add(what);
    const { destination, logger } = this.#options;
    logger.warn({ destination }, `${what} is set, and transport "${name}" cannot carry it: use ${instead}`);
  }
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}

function instanceAt(hostPort: string): Instance {
  if (readAddress(hostPort) === undefined) {
    throw invalidOption(`hostPort: "${hostPort}" is none of "host:port", "[::1]:port" and "unix:/path"`);
  }
  return { address: hostPort, weight: DEFAULT_WEIGHT, tags: new Map() };
}
