import { BizStatusError } from "@kitex-ts/core";
import { grpc } from "@kitex-ts/core/grpc";
import { Echo, type EchoClient, type EchoHandler } from "../../grpc/kitex-gen/interop/echo/service.ts";
import { scriptedHandlers } from "../../grpc/our-handlers.ts";
import { errorName } from "../../http2/raw/error-code.ts";
import { Flag, type Frame, preface, Type } from "../../http2/raw/frames.ts";
import { until } from "../../support/until.ts";
import { dissectProtobuf, type FieldNames, linesOf, type Piece } from "./dissect.ts";
import { type Fields, requestFields, responseFields } from "./header-blocks.ts";
import { type Recorded, record } from "./record.ts";

/** A part of the page: what one stream carries. */
interface Section extends Pick<Recorded<EchoClient, EchoHandler>, "talk"> {
  readonly title: string;
  readonly text: string;
  readonly handler?: Partial<EchoHandler>;
}

const hi = { message: "hi" };

const sections: readonly Section[] = [
  {
    title: "A unary call",
    text: "`transport: grpc()`. Here with metadata, text and bytes, and with metainfo, a transient value and a persistent one; the handler sends a header and a trailer.",
    handler: {
      unary: (request, ctx) => {
        ctx.metadata.header.set("served-by", "echo-1");
        ctx.metadata.trailer.set("cost", "3");
        return { message: request.message };
      },
    },
    talk: async ({ client }) => {
      await client.unary(hi, {
        metadata: { tenant: "7", "key-bin": Uint8Array.of(0, 255, 16) },
        meta: { transient: { RETRY_OF: "a0" }, persistent: { TRACE: "a1" } },
      });
    },
  },
  {
    title: "A stream of responses",
    text: "The request ends with an empty DATA frame, as Kitex's does. A stream has no deadline unless one is set.",
    handler: {
      serverStream: ({ message }) => [{ message }, { message: "again" }],
    },
    talk: async ({ client }) => {
      for await (const { message } of client.serverStream(hi)) void message;
    },
  },
  {
    title: "A business status",
    text: "Where nothing was sent before, headers and trailers are one block.",
    handler: { unary: () => Promise.reject(new BizStatusError(404, "né\nbody", { extra: { k: "v" } })) },
    talk: async ({ client }) => void (await client.unary.safe(hi)),
  },
  givenUp(),
];

/** Draws the frames of streams. */
export async function drawGrpc(): Promise<string> {
  const drawn: string[] = [];
  for (const { title, text, handler, talk } of sections) {
    const service = { service: Echo, handler: { ...scriptedHandlers, ...handler }, client: { transport: grpc() } };
    const { sent, received } = await record({ ...service, talk });
    const requests = framesOf(sent.subarray(preface.length));
    const responses = framesOf(received);
    drawn.push(`### ${title}`, text);
    drawn.push(...drawFrames("client → server", requests, await requestFields(requests)));
    if (responses.length > 0) drawn.push(...drawFrames("server → client", responses, await responseFields(responses)));
  }
  return drawn.join("\n\n");
}

function givenUp(): Section {
  let state: "called" | "aborted" | undefined;
  return {
    title: "A call that is given up",
    text: "The handler is told, and nothing is answered.",
    handler: {
      unary: (_request, ctx) => {
        state = "called";
        ctx.onAbort(() => {
          state = "aborted";
        });
        return new Promise(() => {});
      },
    },
    talk: async ({ client }) => {
      const caller = new AbortController();
      const given = client.unary.safe(hi, { signal: caller.signal });
      await until(
        () => state === "called",
        () => "the call did not come",
      );
      caller.abort();
      await given;
      await until(
        () => state === "aborted",
        () => "nobody told the handler",
      );
    },
  };
}

/** The frames of the one stream; what is about the connection is left out. */
function framesOf(bytes: Buffer): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 9 + bytes.readUIntBE(at, 3);
    const streamId = bytes.readUInt32BE(at + 5);
    const [type, flags] = [bytes.readUInt8(at + 3), bytes.readUInt8(at + 4)];
    if (streamId !== 0 && type !== Type.WindowUpdate)
      frames.push({ type, flags, streamId, payload: bytes.subarray(at + 9, end) });
    at = end;
  }
  return frames;
}

function drawFrames(direction: string, frames: readonly Frame[], blocks: readonly Fields[]): readonly string[] {
  const rest = [...blocks];
  const lines = frames.flatMap((one) => drawFrame(one, () => rest.shift() ?? []));
  return [`${direction[0]?.toUpperCase()}${direction.slice(1)}:`, `\`\`\`text\n${lines.join("\n")}\n\`\`\``];
}

function drawFrame({ type, flags, payload }: Frame, nextBlock: () => Fields): readonly string[] {
  const ending = (flags & Flag.EndStream) === 0 ? "" : ", END_STREAM";
  switch (type) {
    case Type.Headers:
      return [`HEADERS${ending}`, ...nextBlock().map(([name, value]) => `      ${name}: ${lasting(value)}`)];
    case Type.Data:
      return [`DATA${ending}, ${payload.length} bytes`, ...linesOf(messagesIn(payload))];
    case Type.RstStream:
      return [`RST_STREAM: ${errorName(payload.readUInt32BE(0))}`];
    default:
      throw new Error(`a frame of type ${type} that no capture has`);
  }
}

/** A value without the version, which changes. */
function lasting(value: string): string {
  return value.replace(/^(kitex-ts\/).+/, "$1…");
}

/** The messages in a DATA frame, all whole here. */
function messagesIn(payload: Buffer): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < payload.length; ) {
    const length = payload.readUInt32BE(at + 1);
    pieces.push(
      { bytes: payload.subarray(at, at + 1), meaning: payload[at] === 0 ? "not compressed" : "compressed" },
      { bytes: payload.subarray(at + 1, at + 5), meaning: `message: ${length} bytes follow` },
      ...dissectProtobuf(payload.subarray(at + 5, at + 5 + length), message),
    );
    at += 5 + length;
  }
  return pieces;
}

const message: FieldNames = { 1: { name: "message" } };
