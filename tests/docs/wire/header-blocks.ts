// Reads field blocks with Node's HTTP/2, so that the page does not believe the code that it shows.

import { connect as connectHttp2, createServer as createHttp2Server, type IncomingHttpHeaders } from "node:http2";
import { connect, createServer, type Server } from "node:net";
import { type Frame, frame, preface, settingsFrame, Type } from "../../http2/raw/frames.ts";
import { until } from "../../support/until.ts";

/** Names and values, in the order in which they came. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** What the field blocks of a client's frames say, in their order. */
export async function requestFields(frames: readonly Frame[]): Promise<readonly Fields[]> {
  const blocks = blocksOf(frames);
  const read: Fields[] = [];
  const server = createHttp2Server();
  server.on("stream", (stream, headers) => {
    read.push(fieldsOf(headers));
    stream.on("error", () => {}); // its body never comes
  });
  const socket = connect(await portOf(server), "127.0.0.1");
  socket.write(Buffer.concat([preface, settingsFrame(), ...blocks]));
  await allRead(read, blocks);
  socket.destroy();
  server.close();
  return read;
}

/** What the field blocks of a server's frames say, in their order; all are on stream 1. */
export async function responseFields(frames: readonly Frame[]): Promise<readonly Fields[]> {
  const blocks = blocksOf(frames);
  const read: Fields[] = [];
  const server = createServer((socket) => {
    // The client's request is among the first that it says.
    socket.once("data", () => socket.write(Buffer.concat([settingsFrame(), ...blocks])));
    socket.on("error", () => {}); // the client leaves
  });
  const client = connectHttp2(`http://127.0.0.1:${await portOf(server)}`);
  const stream = client.request({ ":path": "/" });
  stream.on("response", (headers) => void read.push(fieldsOf(headers)));
  stream.on("trailers", (headers) => void read.push(fieldsOf(headers)));
  stream.resume();
  await allRead(read, blocks);
  client.destroy();
  server.close();
  return read;
}

function blocksOf(frames: readonly Frame[]): readonly Buffer[] {
  return frames
    .filter(({ type }) => type === Type.Headers)
    .map(({ type, flags, streamId, payload }) => frame(type, flags, streamId, payload));
}

function fieldsOf(headers: IncomingHttpHeaders): Fields {
  return Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
}

async function allRead(read: readonly Fields[], blocks: readonly Buffer[]): Promise<void> {
  await until(
    () => read.length === blocks.length,
    () => `${read.length} of ${blocks.length} field blocks were read`,
  );
}

async function portOf(server: Pick<Server, "listen" | "address" | "once">): Promise<number> {
  server.listen(0, "127.0.0.1");
  await new Promise<void>((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it listens elsewhere");
  return address.port;
}
