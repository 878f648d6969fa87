import { type Connection, ConnectionError, ConnectionErrorCode, MuxConnection, type Poolable } from "@kitex-ts/netpoll";
import { i32At, u32At } from "@kitex-ts/netpoll/buffer";
import { callError, targetOf } from "../../context/call-error.ts";
import type { RpcContext } from "../../context/rpc-context.ts";
import { ErrorCode } from "../../errors/codes.ts";
import { isKitexError } from "../../errors/kitex-error.ts";
import type { PayloadCodec } from "../../payload/payload-codec.ts";
import { messageOf } from "../../util/printable.ts";
import { isControlFrame, writeControlFrame } from "../codec/control-frame.ts";
import type { WireForm } from "../codec/incoming-message.ts";
import { messageFrames } from "../codec/message-frames.ts";
import { OutgoingMessage } from "../codec/outgoing-message.ts";
import { multiplexedName } from "../codec/request-target.ts";
import { isTTHeader, RecentHeaders, readTTHeader } from "../codec/ttheader.ts";
import { ProtocolViolation } from "../protocol-violation.ts";
import { StrKey } from "../transmeta/keys.ts";
import type { RequestHeaders } from "../transmeta/request-header.ts";
import type { WireLimits } from "../wire-limits.ts";
import { Exchange, type ExchangeOwner, lostCall } from "./exchange.ts";
import { type ReplyReading, readReply } from "./reply.ts";

/**
 * Whether calls may share a connection.
 *
 * ```text
 *              offers, then        a reply before the agreement
 *   offered ───────────────────────────────────────────▶ exclusive
 *      └──────── the peer's agreement ──▶ agreed
 *                                           ▲
 *   assumed ─────── the peer's agreement ───┘        (a peer that agreed before: shared from its first frame)
 *      └──────── a reply before it ──▶ unasked, and takes no further call
 *
 *   exclusive, unasked                               (by option: never shared, shared without asking)
 * ```
 */
export type Sharing = "exclusive" | "offered" | "assumed" | "agreed" | "unasked";

/** What a client connection needs to know to speak. */
export interface ClientWire {
  readonly form: WireForm;
  readonly payloadCodec: PayloadCodec;
  /** Makes the headers of requests; shared by all connections of a client. */
  readonly headers: RequestHeaders;
  /** The service's name that goes in front of each method's, as Apache Thrift's multiplexed names. */
  readonly multiplexedAs?: string | undefined;
  readonly limits: WireLimits;
  /** Bytes that may wait for a slow peer; further calls are refused. */
  readonly maxPendingWriteBytes: number;
}

/** Hears, once, whether the peer of a connection that offered agreed to share it, or answered without agreeing. */
export type OnVerdict = (agreed: boolean) => void;

/** Who is told what becomes of a connection. */
export interface ClientConnectionEvents {
  readonly onVerdict?: OnVerdict | undefined;
  readonly onClosed?: (connection: ClientConnection) => void;
}

/** A connection to a peer and the calls that are on it. */
export class ClientConnection implements Poolable, ExchangeOwner {
  readonly #connection: Connection;
  readonly #mux: MuxConnection;
  readonly #wire: ClientWire;
  readonly #events: ClientConnectionEvents;
  readonly #onUnusable: (() => void)[] = [];
  #sharing: Sharing;
  #offerSent = false;
  /** Of the call that was written last; on a connection that is not shared, the one that is answered next. */
  #lastSeqId = 0;
  /** Bytes of whole frames. While nothing is called, more than these have come only from a peer that lost its step. */
  #framedBytes = 0;
  #retired = false;
  readonly #reading: ReplyReading;
  readonly #outgoing: OutgoingMessage;

  constructor(connection: Connection, wire: ClientWire, sharing: Sharing, events: ClientConnectionEvents = {}) {
    this.#connection = connection;
    this.#wire = wire;
    this.#sharing = sharing;
    this.#outgoing = new OutgoingMessage(connection.writer);
    this.#reading = { codecs: [wire.payloadCodec], limits: wire.limits, recentHeaders: new RecentHeaders() };
    this.#events = events;
    this.#mux = new MuxConnection(connection, {
      frameLength: messageFrames([wire.payloadCodec], wire.limits),
      keyOf: (frame) => this.#keyOf(frame),
      onUnmatched: (frame) => this.#unmatched(frame),
      onClose: () => {
        this.retire();
        this.#events.onClosed?.(this);
      },
    });
    connection.unref();
  }

  get inFlight(): number {
    return this.#mux.inFlight;
  }

  /** Bytes written that the operating system has not taken. */
  get pendingWriteBytes(): number {
    return this.#connection.pendingWriteBytes;
  }

  /** Whether many calls may be on it at once. */
  get shared(): boolean {
    return this.#sharing === "agreed" || this.#sharing === "assumed" || this.#sharing === "unasked";
  }

  /** Whether it takes another call, as far as the connection is concerned: one that is not shared takes one at a time. */
  get reusable(): boolean {
    if (this.#retired || this.#connection.state.kind !== "open") return false;
    return this.shared || this.inFlight > 0 || this.#connection.bytesReceived === this.#framedBytes;
  }

  onUnusable(listener: () => void): void {
    this.#onUnusable.push(listener);
  }

  /** Sends a request; settles with the response, or rejects with why there is none. */
  roundTrip(ctx: RpcContext, request: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const seqId = this.#send(ctx, request, reject);
      if (seqId === undefined) return;
      const exchange = new Exchange(this, ctx, seqId, this.#connection.bytesReceived, resolve, reject);
      if (this.#mux.inFlight === 0) this.#connection.ref();
      this.#mux.expect(seqId, exchange);
      exchange.watch();
    });
  }

  /** Sends a request that has no answer; settles when the operating system has taken it. */
  async sendOneway(ctx: RpcContext, request: unknown): Promise<void> {
    let refusal: unknown;
    const seqId = this.#send(ctx, request, (error) => {
      refusal = error;
    });
    if (seqId === undefined) throw refusal;
    ctx.phase = "write";
    // The bytes of a shared connection belong to other calls as well: there only the wait is given up.
    const forget = ctx.onAbort(() => {
      if (!this.shared) this.#connection.close();
    });
    this.#connection.ref();
    try {
      await this.#connection.flushed();
    } catch (cause) {
      throw ctx.abortReason ?? lostCall(ctx, cause);
    } finally {
      forget();
      if (this.inFlight === 0) this.#connection.unref();
      // A Go server would let the next call wait behind this one's handler.
      if (!this.shared) this.retire();
    }
  }

  /** Takes no further call; closes as soon as none is in flight. */
  retire(): void {
    this.#markRetired();
    if (this.inFlight === 0) this.#connection.end();
  }

  /** Closes; calls in flight fail. */
  close(): void {
    if (this.inFlight === 0) this.#connection.end();
    else this.#connection.close();
    this.retire();
  }

  /** Tells the connection that a call on it has settled. */
  settled(): void {
    if (this.inFlight > 0) return;
    this.#connection.unref();
    if (this.#retired) this.#connection.end();
  }

  /** Reads the reply to a call; the first one decides whether an offer was taken. */
  reply(exchange: Exchange, frame: Buffer): void {
    if (this.#sharing === "offered") {
      this.#sharing = "exclusive";
      this.#events.onVerdict?.(false);
    } else if (this.#sharing === "assumed") {
      this.#sharing = "unasked";
      this.retire();
      this.#events.onVerdict?.(false);
    }
    const { ctx, seqId } = exchange;
    const { closing, outcome } = readReply(ctx, seqId, frame, this.#reading, this.#sentName(ctx));
    if (closing === "yes" || (closing === "unless-shared" && !this.shared)) this.#markRetired();
    if (outcome.kind === "value") exchange.resolve(outcome.value);
    else exchange.reject(outcome.error);
    if (outcome.kind === "violation" && !this.shared) this.#connection.close(asViolation(outcome.error));
    this.settled();
  }

  /** Gives a call up: its caller does not wait for it any more. */
  abandon({ seqId, bytesBefore }: Exchange, reason: Error): void {
    this.#mux.forget(seqId);
    if (!this.shared) {
      this.retire();
      this.#connection.close();
      return;
    }
    const silent = this.#connection.bytesReceived === bytesBefore;
    if (silent && isKitexError(reason, ErrorCode.RpcTimeout)) this.#markRetired();
    if (this.#sharing === "agreed" && this.#connection.state.kind === "open") {
      writeControlFrame(this.#connection.writer, StrKey.Cancel, String(seqId));
      this.#connection.flush();
    }
    this.settled();
  }

  /** Writes the request; gives its sequence id, or `undefined` after telling `refuse` why it was not written. */
  #send(ctx: RpcContext, request: unknown, refuse: (error: unknown) => void): number | undefined {
    if (ctx.abortReason !== undefined) {
      refuse(ctx.abortReason);
      return undefined;
    }
    ctx.phase = "encode";
    const connection = this.#connection;
    if (connection.state.kind !== "open") {
      refuse(
        callError(
          ctx,
          ErrorCode.ConnectionClosed,
          `lost its connection to ${targetOf(ctx)} before the request was written`,
        ),
      );
      return undefined;
    }
    if (connection.pendingWriteBytes > this.#wire.maxPendingWriteBytes) {
      const text = `was not sent: ${connection.pendingWriteBytes} bytes already wait for ${targetOf(ctx)} to read them`;
      refuse(callError(ctx, ErrorCode.OverLimit, text));
      return undefined;
    }
    const { form, payloadCodec, headers, limits } = this.#wire;
    const { methodInfo } = ctx.rpcInfo.invocation;
    const name = this.#sentName(ctx);
    const method = name === methodInfo.name ? methodInfo : { ...methodInfo, name };
    const seqId = this.#mux.nextKey();
    const message = this.#outgoing;
    const offers = !this.#offerSent && (this.#sharing === "offered" || this.#sharing === "assumed");
    try {
      message.begin(form, form.header ? headers.make(ctx, seqId, this.shared, offers) : undefined);
      payloadCodec.encodeRequest(connection.writer, method, seqId, request, limits);
      ctx.rpcInfo.stats.sentBytes = message.end();
    } catch (cause) {
      message.cancel();
      refuse(callError(ctx, ErrorCode.Encode, `was not sent: ${messageOf(cause)}`, { cause }));
      return undefined;
    }
    if (offers) this.#offerSent = true;
    this.#lastSeqId = seqId;
    ctx.phase = "response";
    connection.flush();
    return seqId;
  }

  /** The name that a call's method has on the wire. */
  #sentName(ctx: RpcContext): string {
    const { method } = ctx.rpcInfo.invocation;
    const { multiplexedAs } = this.#wire;
    return multiplexedAs === undefined ? method : multiplexedName(multiplexedAs, method);
  }

  #keyOf(frame: Buffer): number | undefined {
    this.#framedBytes += frame.length;
    if (isControlFrame(frame)) return 0; // no call has this key
    if (!this.shared) return this.#lastSeqId;
    if (!isTTHeader(u32At(frame, 4))) throw new ProtocolViolation("a message without TTHeader on a shared connection");
    return i32At(frame, 8);
  }

  #unmatched(frame: Buffer): void {
    if (isControlFrame(frame)) this.#control(readTTHeader(frame, this.#wire.limits).strings);
    else if (!this.shared) throw new ProtocolViolation("the peer sent a message that nobody waits for");
    // A late reply to a call that was given up: dropped.
  }

  #control(strings: ReadonlyMap<string, string>): void {
    if (strings.has(StrKey.Mux)) {
      const offered = this.#sharing === "offered";
      if (offered || this.#sharing === "assumed") {
        this.#sharing = "agreed";
        this.#events.onVerdict?.(true);
      }
    }
    if (strings.has(StrKey.ConnectionReset)) this.retire();
  }

  #markRetired(): void {
    if (this.#retired) return;
    this.#retired = true;
    for (const listener of this.#onUnusable) listener();
  }
}

function asViolation(error: unknown): ConnectionError {
  return new ConnectionError(ConnectionErrorCode.BadFrame, messageOf(error), { cause: error });
}
