import { invalidOption } from "../errors/invalid-option.ts";
import type {
  ClientTransHandler,
  ClientTransport,
  ClientTransportSetup,
  TransStats,
} from "../remote/trans/trans-handler.ts";
import type { ServiceInfo } from "../service/service-info.ts";
import type { PeerAddress } from "./defaults.ts";
import type { ResolvedClientOptions } from "./options.ts";

/** A transport that carries streams. */
export type StreamCarrier = ClientTransHandler & Required<Pick<ClientTransHandler, "stream">>;

/**
 * What carries the calls of one client, and its streams where its own transport carries none: then the transport that
 * the service brings along does, and is opened when there is a first stream.
 */
export class Carriers {
  /** Carries calls. */
  readonly calls: ClientTransHandler;
  readonly #transport: ClientTransport;
  readonly #service: ServiceInfo;
  readonly #setup: ClientTransportSetup;
  #streams: StreamCarrier | undefined;

  constructor(service: ServiceInfo, options: ResolvedClientOptions) {
    this.#transport = options.transport;
    this.#service = service;
    this.#setup = {
      payloadCodec: service.payloadCodec,
      idlService: service.name,
      packageName: service.packageName,
      destination: options.destination,
      connection: options.connection,
      tls: options.tls,
      maxPendingWriteBytes: options.maxPendingWriteBytes,
      limits: options.limits,
      clock: options.clock,
      logger: options.logger,
    };
    this.calls = this.#transport.open(this.#setup);
  }

  /** The transport whose streams these are; the client's own when there is none that carries streams. */
  get streamTransport(): ClientTransport {
    const { carrier } = this.#service;
    return this.#transport.carriesStreams ? this.#transport : (carrier?.client ?? this.#transport);
  }

  /** What the first call or stream of the client is likely to need: streams only where the service has nothing else. */
  first(): ClientTransHandler {
    const methods = [...this.#service.methods.values()];
    return methods.every(({ streaming }) => streaming !== "unary") ? this.streams() : this.calls;
  }

  /** Carries streams. Throws `InvalidOption` when there is nothing that can. */
  streams(): StreamCarrier {
    this.#streams ??= this.#openStreams();
    return this.#streams;
  }

  evict(address: PeerAddress): void {
    this.calls.evict(address);
    this.#another?.evict(address);
  }

  stats(): TransStats {
    const calls = this.calls.stats();
    const streams = this.#another?.stats();
    if (streams === undefined) return calls;
    const { idle, inUse, opening } = calls.connections;
    return {
      connections: {
        idle: idle + streams.connections.idle,
        inUse: inUse + streams.connections.inUse,
        opening: opening + streams.connections.opening,
      },
      pendingWriteBytes: calls.pendingWriteBytes + streams.pendingWriteBytes,
    };
  }

  /** Closes every connection; calls and streams in flight fail. */
  close(): void {
    this.calls.close();
    this.#another?.close();
  }

  /** What carries streams, where it is open and carries no calls. */
  get #another(): StreamCarrier | undefined {
    return this.#streams === this.calls ? undefined : this.#streams;
  }

  #openStreams(): StreamCarrier {
    const transport = this.streamTransport;
    const opened = transport === this.#transport ? this.calls : transport.open(this.#setup);
    if (carriesStreams(opened)) return opened;
    throw invalidOption(
      `transport "${transport.name}" carries no streams, and service ${this.#service.name} brings none that does: ` +
        'give the client one, for example transport: grpc() of "@kitex-ts/core/grpc"',
    );
  }
}

function carriesStreams(handler: ClientTransHandler): handler is StreamCarrier {
  return handler.stream !== undefined;
}
