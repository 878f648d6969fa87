import type { Connection } from "@kitex-ts/netpoll";
import type { RpcContext } from "../../context/rpc-context.ts";
import { ExceptionId } from "../../errors/application-exception.ts";
import type { RemoteException } from "../../payload/payload-codec.ts";
import type { IncomingMessage } from "../codec/incoming-message.ts";
import { OutgoingMessage } from "../codec/outgoing-message.ts";
import { encodePairs, type TTHeaderContent } from "../codec/ttheader.ts";
import type { ServedMethod } from "../method-lookup.ts";
import { bizStatusPairs } from "../transmeta/biz-status.ts";
import { IntKey, StrKey } from "../transmeta/keys.ts";
import type { WireLimits } from "../wire-limits.ts";
import type { Outcome } from "./outcome.ts";

/** Writes the replies of one connection, each in the form of its request. */
export class ReplyWriter {
  /** Whether every reply says that the connection ends (`crrst`), as one that drains tells a peer that has a pool. */
  announcesEnd = false;
  readonly #connection: Connection;
  readonly #limits: WireLimits;
  readonly #outgoing: OutgoingMessage;

  constructor(connection: Connection, limits: WireLimits) {
    this.#connection = connection;
    this.#limits = limits;
    this.#outgoing = new OutgoingMessage(connection.writer);
  }

  /** Writes a reply and says how many bytes it has. When anything throws, nothing of it is sent. */
  write({ form, codec, envelope }: IncomingMessage, ctx: RpcContext, served: ServedMethod, outcome: Outcome): number {
    const { writer } = this.#connection;
    const { seqId } = envelope;
    const { name } = served.info;
    const limits = this.#limits;
    try {
      this.#outgoing.begin(form, form.header ? this.#replyHeader(seqId, ctx, outcome) : undefined);
      switch (outcome.kind) {
        case "value":
          codec.encodeReply(writer, served.info, seqId, { ok: true, value: outcome.value }, limits);
          break;
        case "declared":
          codec.encodeReply(writer, served.info, seqId, { ok: false, error: outcome.error }, limits);
          break;
        case "status":
          if (form.header) codec.encodeEmptyReply(writer, name, seqId);
          else codec.encodeException(writer, name, seqId, statusWithoutHeaders(outcome.error));
          break;
        case "exception":
          codec.encodeException(writer, name, seqId, outcome.exception);
      }
      const size = this.#outgoing.end();
      this.#connection.flush();
      return size;
    } catch (error) {
      this.#outgoing.cancel();
      throw error;
    }
  }

  #replyHeader(seqId: number, ctx: RpcContext | undefined, outcome: Outcome): TTHeaderContent {
    const strings: (readonly [string, string])[] = [...(ctx?.metaIfAny?.backward ?? [])];
    if (outcome.kind === "status") strings.push(...bizStatusPairs(outcome.error));
    if (this.announcesEnd) strings.push([StrKey.ConnectionReset, "1"]);
    if (strings.length === 0)
      return { flags: 0, seqId, encoded: outcome.kind === "exception" ? plainException : plainReply };
    const kind = outcome.kind === "exception" ? MessageType.Exception : MessageType.Reply;
    return { flags: 0, seqId, strings, ints: [[IntKey.MessageType, kind]] };
  }

  /** Writes an exception as the reply to a request; `method` is what it names its method. */
  writeException({ form, codec, envelope }: IncomingMessage, method: string, exception: RemoteException): void {
    const { seqId } = envelope;
    this.#outgoing.begin(
      form,
      form.header ? this.#replyHeader(seqId, undefined, { kind: "exception", exception, error: undefined }) : undefined,
    );
    codec.encodeException(this.#connection.writer, method, seqId, exception);
    this.#outgoing.end();
    this.#connection.flush();
  }
}

const MessageType = { Reply: "2", Exception: "3" } as const;

// The headers of nearly all replies: they say no more than what kind of message this is.
const plainReply = encodePairs({ strings: [], ints: [[IntKey.MessageType, MessageType.Reply]] });
const plainException = encodePairs({ strings: [], ints: [[IntKey.MessageType, MessageType.Exception]] });

function statusWithoutHeaders({
  status,
  message,
}: {
  readonly status: number;
  readonly message: string;
}): RemoteException {
  return { typeId: ExceptionId.InternalError, message: `biz error: code=${status}, msg=${message}` };
}
