import {
  type AcquireOptions,
  type Address,
  type Connection,
  type ConnectionPool,
  createLongPool,
  createMuxPool,
  createShortPool,
  dial,
  type Lease,
} from "@kitex-ts/netpoll";
import { callError, targetOf } from "../../context/call-error.ts";
import type { RpcContext } from "../../context/rpc-context.ts";
import { untilAborted } from "../../context/until-aborted.ts";
import { ErrorCode } from "../../errors/codes.ts";
import { invalidOption } from "../../errors/invalid-option.ts";
import type { WireForm } from "../codec/incoming-message.ts";
import { RequestHeaders } from "../transmeta/request-header.ts";
import { createAutoPool, type SharingPool } from "./auto-pool.ts";
import { ClientConnection, type ClientWire, type OnVerdict, type Sharing } from "./client-connection.ts";
import type {
  ClientTransHandler,
  ClientTransport,
  ClientTransportSetup,
  ConnectOptions,
  TransStats,
} from "./trans-handler.ts";
import { whyNoConnection } from "./why-no-connection.ts";

/** Kitex's header in front of each message; carries metadata, deadlines and business errors. The default. */
export function ttheader(options: { readonly framed?: boolean } = {}): ClientTransport {
  const { framed = true } = options;
  return wireTransport(framed ? "ttheader-framed" : "ttheader", { header: true, framed });
}

/** What the transports without a header, which are Apache Thrift's, may be told. */
export interface ApacheTransportOptions {
  /**
   * Sends `Service:method` in place of the method's name, as Apache Thrift's `TMultiplexedProtocol` does, to choose
   * among the services behind one port: the service's name in the IDL, or with a text the name under which the server
   * registered it. A server of ours takes such names without an option. Default: false.
   */
  readonly multiplexed?: boolean | string;
}

/** A length in front of each message and nothing else, as Apache Thrift's framed transport. */
export function framed(options: ApacheTransportOptions = {}): ClientTransport {
  return wireTransport("framed", { header: false, framed: true }, options);
}

/** Bare messages, as Apache Thrift's buffered transport. */
export function buffered(options: ApacheTransportOptions = {}): ClientTransport {
  return wireTransport("buffered", { header: false, framed: false }, options);
}

function wireTransport(
  name: string,
  form: WireForm,
  { multiplexed = false }: ApacheTransportOptions = {},
): ClientTransport {
  return {
    name,
    carriesHeaders: form.header,
    carriesStreams: false,
    open: (setup) => {
      if (!form.header && !form.framed && setup.payloadCodec.messageLength === undefined) {
        const { name: codec } = setup.payloadCodec;
        throw invalidOption(
          `transport "${name}" sends messages of which only Thrift can tell where they end, and ${setup.idlService} speaks ${codec}: use ttheader(), framed() or grpc()`,
        );
      }
      const ownName = multiplexed === true ? setup.idlService : multiplexed;
      return new WireTransHandler(form, ownName === false ? undefined : ownName, setup);
    },
  };
}

/** Speaks TTHeader, framed or bare messages over pooled or shared connections. */
class WireTransHandler implements ClientTransHandler {
  readonly #wire: ClientWire;
  readonly #setup: ClientTransportSetup;
  readonly #sharing: SharingPool | undefined;
  readonly #pool: ConnectionPool<ClientConnection>;
  readonly #connections = new Set<ClientConnection>();
  #opening = 0;
  /** Ends attempts to connect that are under way when the client closes. */
  readonly #closing = new AbortController();

  constructor(form: WireForm, multiplexedAs: string | undefined, setup: ClientTransportSetup) {
    this.#setup = setup;
    this.#wire = {
      form,
      payloadCodec: setup.payloadCodec,
      headers: new RequestHeaders(setup.idlService, form),
      multiplexedAs,
      limits: setup.limits,
      maxPendingWriteBytes: setup.maxPendingWriteBytes,
    };
    this.#sharing = this.#createSharingPool();
    this.#pool = this.#sharing ?? this.#createPool();
  }

  roundTrip(ctx: RpcContext, address: Address, request: unknown): Promise<unknown> {
    // A shared connection that stands is neither waited for nor given back.
    const shared = this.#sharing?.shared(address);
    if (shared !== undefined) return shared.roundTrip(ctx, request);
    const idle = this.#pool.acquireIdle(address);
    if (idle !== undefined) return roundTripAndRelease(idle, ctx, request);
    const leased = this.#lease(ctx, address).then((lease) => roundTripAndRelease(lease, ctx, request));
    return untilAborted(ctx, leased);
  }

  sendOneway(ctx: RpcContext, address: Address, request: unknown): Promise<void> {
    return untilAborted(ctx, this.#leasedOneway(ctx, address, request));
  }

  async #leasedOneway(ctx: RpcContext, address: Address, request: unknown): Promise<void> {
    const lease = await this.#lease(ctx, address);
    try {
      await lease.item.sendOneway(ctx, request);
    } finally {
      lease.release();
    }
  }

  async connect(address: Address, options: ConnectOptions): Promise<void> {
    const lease = await this.#pool.acquire(address, options);
    lease.release();
  }

  evict(address: Address): void {
    this.#pool.evict(address);
  }

  stats(): TransStats {
    let [idle, pendingWriteBytes] = [0, 0];
    for (const connection of this.#connections) {
      if (connection.inFlight === 0) idle += 1;
      pendingWriteBytes += connection.pendingWriteBytes;
    }
    const inUse = this.#connections.size - idle;
    return { connections: { idle, inUse, opening: this.#opening }, pendingWriteBytes };
  }

  close(): void {
    this.#closing.abort();
    this.#pool.close();
  }

  async #lease(ctx: RpcContext, address: Address): Promise<Lease<ClientConnection>> {
    const { connectTimeoutMs } = ctx.rpcInfo.config;
    ctx.phase = "connect";
    try {
      return await this.#pool.acquire(address, { connectTimeoutMs });
    } catch (cause) {
      if (this.#closing.signal.aborted) {
        throw callError(ctx, ErrorCode.ClientClosed, "was made on a client that is closed", { cause });
      }
      const text = `could not connect to ${targetOf(ctx)}: ${whyNoConnection(cause)}`;
      throw callError(ctx, ErrorCode.Connect, text, { cause });
    }
  }

  /** The pool for peers that may agree to share; only TTHeader can say so, and match replies to calls. */
  #createSharingPool(): SharingPool | undefined {
    const { connection, clock } = this.#setup;
    if (connection.kind !== "auto" || !this.#wire.form.header) return undefined;
    return createAutoPool((...args) => this.#open(...args), { ...connection, clock });
  }

  #createPool(): ConnectionPool<ClientConnection> {
    const { connection, clock } = this.#setup;
    const exclusively = (address: Address, options: AcquireOptions): Promise<ClientConnection> =>
      this.#open(address, options, "exclusive");
    switch (connection.kind) {
      case "short":
        return createShortPool(exclusively);
      case "long":
      case "auto":
        return createLongPool(exclusively, { ...connection, clock });
      case "mux":
        return createMuxPool((address, options) => this.#open(address, options, "unasked"), connection);
    }
  }

  async #open(
    address: Address,
    options: AcquireOptions,
    sharing: Sharing,
    onVerdict?: OnVerdict,
  ): Promise<ClientConnection> {
    const connection = new ClientConnection(await this.#dial(address, options), this.#wire, sharing, {
      onVerdict,
      onClosed: (closed) => this.#connections.delete(closed),
    });
    this.#connections.add(connection);
    return connection;
  }

  async #dial(address: Address, { connectTimeoutMs, signal: given }: AcquireOptions): Promise<Connection> {
    const { tls, limits, clock } = this.#setup;
    const closing = this.#closing.signal;
    const signal = given === undefined ? closing : AbortSignal.any([given, closing]);
    this.#opening += 1;
    try {
      return await dial(address, {
        ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
        signal,
        ...(tls === undefined ? {} : { tls }),
        maxFrameBytes: limits.maxFrameBytes,
        // Calls are refused before this is reached; a connection is never lost to one large request.
        maxPendingWriteBytes: Number.MAX_SAFE_INTEGER,
        clock,
      });
    } finally {
      this.#opening -= 1;
    }
  }
}

async function roundTripAndRelease(
  lease: Lease<ClientConnection>,
  ctx: RpcContext,
  request: unknown,
): Promise<unknown> {
  try {
    return await lease.item.roundTrip(ctx, request);
  } finally {
    lease.release();
  }
}
