import type { Connection, FrameLength } from "@kitex-ts/netpoll";
import type { RpcContext } from "../../context/rpc-context.ts";
import { ExceptionId } from "../../errors/application-exception.ts";
import { ErrorCode } from "../../errors/codes.ts";
import { KitexError } from "../../errors/kitex-error.ts";
import type { PayloadCodec, RemoteException } from "../../payload/payload-codec.ts";
import { LiveSet } from "../../util/live-set.ts";
import { isControlFrame, writeControlFrame } from "../codec/control-frame.ts";
import { type IncomingMessage, readMessageHead } from "../codec/incoming-message.ts";
import { messageFrames } from "../codec/message-frames.ts";
import { requestTarget } from "../codec/request-target.ts";
import { RecentHeaders, readTTHeader, type TTHeader, TTHeaderFlag } from "../codec/ttheader.ts";
import type { ServedCall, ServedMethod, ServedStream } from "../method-lookup.ts";
import { ProtocolViolation } from "../protocol-violation.ts";
import { StrKey } from "../transmeta/keys.ts";
import { readMeta } from "../transmeta/meta-headers.ts";
import { noFacts, type RequestFacts, readRequestFacts } from "../transmeta/request-facts.ts";
import type { Outcome } from "./outcome.ts";
import { ReplyWriter } from "./reply-writer.ts";
import type { ServedConnection, ServerTransHandler, ServerWire } from "./server-trans-handler.ts";

/**
 * In what order replies leave.
 *
 * `ordered`: as the requests came, one handler after the other. `unordered`: as they are ready (the peer set the flag
 * for it). `agreed`: the same, with a peer of ours that takes control frames.
 */
type ReplyOrder = "ordered" | "unordered" | "agreed";

/** A call whose handler runs, and the sequence id under which its caller may cancel it. */
class RunningCall {
  readonly ctx: RpcContext;
  readonly seqId: number;
  /** Whether it still counts against the limit of its connection. */
  counts = true;

  constructor(ctx: RpcContext, seqId: number) {
    this.ctx = ctx;
    this.seqId = seqId;
  }
}

/**
 * The protocols of Kitex itself: TTHeader, framed and bare messages in any mix.
 *
 * It takes every connection, also one that speaks none of them: what it refuses it refuses as Kitex does. So it comes
 * last.
 */
export const wireProtocols: ServerTransHandler = {
  name: "kitex",
  matches: () => true,
  serve: (connection, wire) => new ServerConnection(connection, wire),
};

/** A connection from a peer and the calls that are answered on it. */
class ServerConnection implements ServedConnection {
  readonly frameLength: FrameLength;
  readonly #connection: Connection;
  readonly #wire: ServerWire;
  /** Handlers that run; on an ordered connection there is one at most, besides those of oneway calls. */
  readonly #calls = new LiveSet<RunningCall>();
  readonly #recentHeaders = new RecentHeaders();
  readonly #replies: ReplyWriter;
  #facts: RequestFacts = noFacts;
  /** Whose facts they are; `RecentHeaders` gives the same object for the same bytes. */
  #factsFrom: TTHeader["strings"] | undefined;
  #order: ReplyOrder = "ordered";
  #sawFrame = false;
  #draining = false;
  /** An ordered connection reads no further request until this one is answered. */
  #answering = false;
  /** Calls that still count against the limit; one whose deadline passed does not. */
  #counted = 0;

  constructor(connection: Connection, wire: ServerWire) {
    this.frameLength = messageFrames(wire.codecs, wire.limits);
    this.#connection = connection;
    this.#wire = wire;
    this.#replies = new ReplyWriter(connection, wire.limits);
  }

  /** Bytes of replies that the operating system has not taken. */
  get pendingWriteBytes(): number {
    return this.#connection.pendingWriteBytes;
  }

  /** Handlers that run. */
  get inFlight(): number {
    return this.#calls.size;
  }

  /** Tells the peer to go elsewhere, answers what it has asked, and ends. */
  drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    if (this.#order === "agreed") {
      // Requests that cross this frame are still answered; the peer closes when it has all its replies.
      writeControlFrame(this.#connection.writer, StrKey.ConnectionReset, "1");
      this.#connection.flush();
      return;
    }
    this.#replies.announcesEnd = this.#order === "ordered";
    // A Kitex mux client would fail all its calls at a control frame: only the end tells it.
    if (this.#order === "unordered") this.#connection.pause();
    this.#endIfDrained();
  }

  /** Closes at once; handlers are told that nobody waits. */
  close(): void {
    this.#connection.close();
  }

  onFrame(frame: Buffer): void {
    if (this.#connection.state.kind !== "open") return; // it ends: nobody could be answered
    if (this.#order === "agreed" && isControlFrame(frame)) {
      this.#control(readTTHeader(frame, this.#wire.limits));
      return;
    }
    // Whatever is thrown until the method is known closes the connection without a reply.
    const message = readMessageHead(frame, this.#wire.codecs, this.#wire.limits, this.#recentHeaders);
    const { envelope, header } = message;
    if (envelope.kind !== "call" && envelope.kind !== "oneway") {
      throw new ProtocolViolation(`server side, invalid message type "${envelope.kind}"`);
    }
    if (header !== undefined) this.#readHeader(header);
    this.#sawFrame = true;
    const { service, method } = requestTarget(message);
    const found = this.#wire.dispatch.find(service, method);
    if (found.kind === "unknown") this.#refuse(message, method, found.exception);
    else if (found.codec.name !== message.codec.name) this.#refuse(message, method, ofAnotherCodec(message.codec));
    else if (found.served.kind === "stream") this.#refuse(message, method, streamsElsewhere(found.served));
    else this.#serve(message, found.served, frame.length);
  }

  #readHeader(header: TTHeader): void {
    if (!this.#sawFrame && header.strings.get(StrKey.Mux) === "1") {
      this.#order = "agreed";
      this.#replies.announcesEnd = false;
      writeControlFrame(this.#connection.writer, StrKey.Mux, "1");
      this.#connection.flush();
    } else if (this.#order === "ordered" && (header.flags & TTHeaderFlag.OutOfOrder) !== 0) {
      this.#order = "unordered";
      this.#replies.announcesEnd = false;
    }
  }

  #control(header: TTHeader): void {
    const seqId = header.strings.get(StrKey.Cancel);
    if (seqId === undefined) return;
    for (const { ctx, seqId: id } of this.#calls.snapshot()) {
      if (String(id) === seqId) ctx.abort(callerLeft("gave this call up"));
    }
  }

  #serve(message: IncomingMessage, served: ServedCall, receivedBytes: number): void {
    const { dispatch } = this.#wire;
    const { header } = message;
    const { callerService, callerMethod, callerAddress, timeoutMs, carriesMeta } = this.#factsOf(header);
    const ctx = dispatch.begin({
      served,
      callerService,
      callerMethod,
      callerAddress: callerAddress ?? this.#connection.remote,
      timeoutMs,
      meta: header !== undefined && carriesMeta ? readMeta(header.strings) : undefined,
      receivedBytes,
    });
    let request: unknown;
    try {
      request = message.codec.decodeRequest(message.body, served.info, this.#wire.limits);
    } catch (error) {
      this.#refuseUnreadable(message, served, error);
      dispatch.finish(ctx, error);
      return;
    }
    this.#run(message, ctx, served, request);
  }

  #refuseUnreadable(message: IncomingMessage, served: ServedMethod, error: unknown): void {
    if (served.info.oneway) {
      this.#wire.logger.warn({ error }, `a request of ${nameOf(served)} cannot be read`);
      if (!hasKnownEnd(message)) this.#connection.end();
      return;
    }
    const text = this.#wire.dispatch.describe(error);
    this.#refuse(message, served.info.name, { typeId: ExceptionId.ProtocolError, message: text });
  }

  #run(message: IncomingMessage, ctx: RpcContext, served: ServedCall, request: unknown): void {
    const { dispatch, maxInFlight } = this.#wire;
    const { oneway } = served.info;
    const call = new RunningCall(ctx, message.envelope.seqId);
    const entry = this.#calls.add(call);
    this.#connection.occupied = true;
    this.#counted += 1;
    ctx.onAbort(() => this.#uncount(call));
    if (this.#order === "ordered" && !oneway) this.#answering = true;
    if (this.#answering || this.#counted >= maxInFlight) this.#connection.pause();
    dispatch.run(ctx, served, request, (outcome) => {
      this.#calls.remove(entry);
      this.#connection.occupied = this.#calls.size > 0;
      let error = failureOf(outcome);
      if (!oneway) {
        error = this.#answer(message, ctx, served, outcome) ?? error;
        this.#answering = false;
      }
      dispatch.finish(ctx, error);
      this.#uncount(call);
      this.#readOn();
      this.#endIfDrained();
    });
  }

  #uncount(call: RunningCall): void {
    if (!call.counts) return;
    call.counts = false;
    this.#counted -= 1;
    this.#readOn();
  }

  /** What a request's header says of its call. Most headers of a connection are the same, and read once. */
  #factsOf(header: TTHeader | undefined): RequestFacts {
    if (header === undefined) return noFacts;
    if (this.#factsFrom !== header.strings) {
      this.#facts = readRequestFacts(header);
      this.#factsFrom = header.strings;
    }
    return this.#facts;
  }

  #readOn(): void {
    const stopped = this.#draining && this.#order === "unordered";
    if (!stopped && !this.#answering && this.#counted < this.#wire.maxInFlight) this.#connection.resume();
  }

  /** Writes the reply to a call; gives the error when there is none that could be written. */
  #answer(message: IncomingMessage, ctx: RpcContext, served: ServedMethod, outcome: Outcome): unknown {
    if (this.#connection.state.kind !== "open") return undefined;
    // On a shared connection nobody waits for this sequence id any more.
    if (ctx.abortReason !== undefined && this.#order !== "ordered") return undefined;
    try {
      ctx.rpcInfo.stats.sentBytes = this.#replies.write(message, ctx, served, outcome);
      return undefined;
    } catch (error) {
      this.#wire.logger.error({ error }, `the reply of ${nameOf(served)} cannot be written`);
      this.#answerUnwritable(message, served, error);
      return error;
    }
  }

  /** Tells the caller that there is no reply; if not even that can be written, the connection's end has to. */
  #answerUnwritable(message: IncomingMessage, served: ServedMethod, cause: unknown): void {
    const exception = { typeId: ExceptionId.InternalError, message: this.#wire.dispatch.describe(cause) };
    try {
      this.#replies.writeException(message, served.info.name, exception);
    } catch (error) {
      this.#wire.logger.error({ error }, `no reply of ${nameOf(served)} could be written`);
      this.close();
    }
  }

  /** Answers a request whose handler does not run; a reply names the method alone, as Apache's multiplexed ones do. */
  #refuse(message: IncomingMessage, method: string, exception: RemoteException): void {
    this.#replies.writeException(message, method, exception);
    if (!hasKnownEnd(message)) this.#connection.end();
  }

  /** A draining connection that answers nothing more ends; one that agreed to share waits for its peer to end it. */
  #endIfDrained(): void {
    if (!this.#draining || this.#order === "agreed" || this.#calls.size > 0) return;
    this.#connection.end();
    this.#connection.resume(); // what still comes in is dropped, and the peer's end is seen
  }

  onClose(): void {
    for (const { ctx } of this.#calls.snapshot()) {
      // Nobody waits for the answer of a oneway call anyway: its caller may close as soon as the request is sent.
      if (!ctx.rpcInfo.invocation.methodInfo.oneway) ctx.abort(callerLeft("closed the connection"));
    }
  }
}

/** Whether the message after this one can be found although its body was not read. */
function hasKnownEnd({ form }: IncomingMessage): boolean {
  return form.header || form.framed;
}

/** A request in Protobuf for a method in Thrift, or the reverse; in Kitex's words. */
function ofAnotherCodec({ name }: PayloadCodec): RemoteException {
  const message = `decode failed, codec msg type not match with ${name}Codec`;
  return { typeId: ExceptionId.InvalidProtocol, message };
}

/** A method whose messages this wire has no way to carry. */
function streamsElsewhere({ info }: ServedStream): RemoteException {
  const message = `method ${info.name} (service ${info.service}) streams: call it over gRPC`;
  return { typeId: ExceptionId.UnknownMethod, message };
}

function callerLeft(what: string): KitexError {
  return new KitexError(ErrorCode.Canceled, `the caller ${what}`, { phase: "handler" });
}

function nameOf({ info }: ServedMethod): string {
  return `${info.service}/${info.name}`;
}

/** What a call failed with; `undefined` only for a value, whatever was thrown. */
function failureOf(outcome: Outcome): unknown {
  if (outcome.kind === "value") return undefined;
  return outcome.error ?? new Error(`the handler threw ${String(outcome.error)}`);
}
