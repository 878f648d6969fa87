import { once } from "node:events";
import { type ClientHttp2Session, connect, type IncomingHttpHeaders, sensitiveHeaders } from "node:http2";
import { createServer, type Socket } from "node:net";
import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameFlag, FrameType, frameHeaderBytes, frameType, hasFlag, streamIdOf } from "../frame-header.ts";
import { readContinuation, readHeaders } from "../frame-reader.ts";
import { connectionPreface, writeSettingsAck } from "../frame-writer.ts";
import { writeHeaders } from "../header-block-writer.ts";
import { type HeaderField, HeaderList } from "../header-list.ts";
import { defaultSettings, writeSettings } from "../settings.ts";
import { HeaderDecoder } from "./header-decoder.ts";
import { HeaderEncoder } from "./header-encoder.ts";

/** Names and values of which many repeat, so that indexes of every age are used, and entries fall out of the table. */
const anyName = fc.oneof(
  fc.constantFrom("x-a", "x-b", "accept", "vary"),
  fc.nat(40).map((i) => `x-name-${i}`),
);
const anyValue = fc.oneof(
  fc.constantFrom("", "1", "gzip, deflate"),
  fc.nat(5).map((i) => `${i}`.repeat(60)),
  fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((unit) => String.fromCharCode(unit)), maxLength: 300 }),
);
const anyFields = fc.uniqueArray(fc.record({ name: anyName, value: anyValue }), {
  selector: ({ name }) => name,
  maxLength: 12,
});

/** What the server read. */
interface Seen {
  readonly lists: HeaderList[];
}

/** Answers each request with its own regular fields. Reads and writes headers as this package does, and does no more. */
function echoHeaders(socket: Socket, seen: Seen, tableBytes: number): void {
  const decoder = new HeaderDecoder({ maxHeaderListBytes: 1 << 20, maxHeaderFields: 1000, trimFieldValues: false });
  const encoder = new HeaderEncoder();
  const out = new ByteWriter();
  let pending = Buffer.alloc(0);
  let toSkip = connectionPreface.length;
  let block: Buffer[] = [];
  const onFrame = (frame: Buffer): void => {
    const type = frameType(frame);
    if (type === FrameType.Settings && hasFlag(frame, FrameFlag.Ack)) decoder.limitTable(tableBytes);
    else if (type === FrameType.Settings) writeSettingsAck(out);
    if (type !== FrameType.Headers && type !== FrameType.Continuation) return;
    block.push(type === FrameType.Headers ? readHeaders(frame) : readContinuation(frame));
    if (!hasFlag(frame, FrameFlag.EndHeaders)) return;
    const list = decoder.decode(Buffer.concat(block));
    block = [];
    seen.lists.push(list);
    const regular = list.fields.filter(({ name }) => !name.startsWith(":"));
    writeHeaders(
      out,
      encoder,
      new HeaderList([{ name: ":status", value: "200" }, ...regular]),
      streamIdOf(frame),
      true,
      100,
    );
  };
  writeSettings(out, { ...defaultSettings, headerTableBytes: tableBytes });
  socket.write(Buffer.concat(out.take()));
  socket.on("error", () => {});
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    const skipped = Math.min(toSkip, pending.length);
    pending = pending.subarray(skipped);
    toSkip -= skipped;
    while (pending.length >= frameHeaderBytes) {
      const end = frameHeaderBytes + pending.readUIntBE(0, 3);
      if (pending.length < end) break;
      onFrame(pending.subarray(0, end));
      pending = pending.subarray(end);
    }
    socket.write(Buffer.concat(out.take()));
  });
}

async function responseTo(session: ClientHttp2Session, fields: readonly HeaderField[]): Promise<IncomingHttpHeaders> {
  const stream = session.request({
    ...Object.fromEntries(fields.map(({ name, value }) => [name, value])),
    [sensitiveHeaders]: fields.filter(({ neverIndexed }) => neverIndexed === true).map(({ name }) => name),
  });
  const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders];
  stream.close();
  return headers;
}

// nghttp2, inside of Node's http2, writes what is read here, and reads what is written here.
test.each([4096, 0, 100, 65_536])(
  "Node's own HTTP/2 understands it and is understood, with a table of %i bytes",
  async (tableBytes) => {
    const seen: Seen = { lists: [] };
    const server = createServer((socket) => echoHeaders(socket, seen, tableBytes));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const bound = server.address();
    if (bound === null || typeof bound === "string") throw new Error("not a TCP server");
    const session = connect(`http://127.0.0.1:${bound.port}`);
    session.on("error", () => {});
    await once(session, "remoteSettings");

    for (const fields of fc.sample(anyFields, { numRuns: 300, seed: 7 })) {
      const headers = await responseTo(session, fields);
      const asked = new Map(seen.lists.at(-1)?.fields.map(({ name, value }) => [name, value]));
      for (const { name, value } of fields) {
        expect(asked.get(name)).toBe(value);
        expect(headers[name]).toBe(value);
      }
      expect(asked.size).toBe(fields.length + 4);
    }

    const secret = await responseTo(session, [{ name: "x-secret", value: "s", neverIndexed: true }]);
    expect(seen.lists.at(-1)?.fields.find(({ name }) => name === "x-secret")?.neverIndexed).toBe(true);
    expect(Reflect.get(secret, sensitiveHeaders)).toEqual(["x-secret"]);

    session.destroy();
    server.close();
    await once(server, "close");
  },
);
