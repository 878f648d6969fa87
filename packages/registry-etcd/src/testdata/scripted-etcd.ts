import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { decodeFields, encodeFields, type Fields } from "./proto-fields.ts";

/** One call that the client under test made. */
export interface ScriptedCall {
  /** `KV/Range`, `Watch/Watch` … */
  readonly method: string;
  /** What the client shows of itself; empty without authentication. */
  readonly token: string;
  /** The first message of the client. */
  readonly request: ReadonlyMap<number, bigint | Buffer>;
  /** Sends one message of an answer. */
  send(fields: Fields): void;
  /** Ends the call: well, or with a gRPC status and a text. */
  end(status?: number, text?: string): void;
  /** Settles when the call is over, whoever ended it. */
  readonly over: Promise<void>;
}

/** A server that speaks etcd's protocol and answers what a test tells it to. */
export interface ScriptedEtcd extends AsyncDisposable {
  readonly url: string;
  /** Every call so far. */
  readonly calls: readonly ScriptedCall[];
  /** The calls of one method. */
  callsOf(method: string): readonly ScriptedCall[];
  /** Connections that are open. */
  readonly connections: number;
}

/** What a test answers, by method; a method without an answer stays silent. */
export type Script = Readonly<Record<string, (call: ScriptedCall, times: number) => void>>;

/** gRPC's status codes that etcd uses. */
export const Status = { NotFound: 5, Unavailable: 14, Unauthenticated: 16 } as const;

/** The header of an answer at a revision. */
export function headerAt(revision: number): Fields {
  return { 1: { 1: 7, 2: 8, 3: revision, 4: 2 } };
}

/** Answers a list of entries as of a revision. */
export function listAt(revision: number, entries: Readonly<Record<string, string>>): Fields {
  return { ...headerAt(revision), 2: Object.entries(entries).map(([key, value]) => ({ 1: key, 5: value })) };
}

/** Says that a watch is there. */
export function createdAt(revision: number): Fields {
  return { ...headerAt(revision), 3: true };
}

/** Tells a watch that an entry was put. */
export function putAt(revision: number, key: string): Fields {
  return { ...headerAt(revision), 11: [{ 2: { 1: key, 3: revision, 5: "value" } }] };
}

/** Starts a {@link ScriptedEtcd} on a free port. */
export async function scriptedEtcd(script: Script): Promise<ScriptedEtcd> {
  const calls: ScriptedCall[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const callsOf = (method: string): readonly ScriptedCall[] => calls.filter((call) => call.method === method);
  const server = createServer();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => {});
    session.on("close", () => sessions.delete(session));
  });
  server.on("stream", (stream, headers) => {
    const method = String(headers[":path"]).replace("/etcdserverpb.", "");
    whenAsked(stream, (request) => {
      const call = callOn(stream, method, String(headers["token"] ?? ""), decodeFields(request));
      calls.push(call);
      script[method]?.(call, callsOf(method).length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it does not listen on a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    callsOf,
    get connections() {
      return sessions.size;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}

/** Calls back with the first whole message: a flag, four bytes of length, and so many bytes. */
function whenAsked(stream: ServerHttp2Stream, asked: (message: Buffer) => void): void {
  let pending = Buffer.alloc(0);
  let done = false;
  stream.on("error", () => {});
  stream.on("data", (chunk: Buffer) => {
    if (done) return;
    pending = Buffer.concat([pending, chunk]);
    if (pending.length < 5 || pending.length < 5 + pending.readUInt32BE(1)) return;
    done = true;
    asked(pending.subarray(5, 5 + pending.readUInt32BE(1)));
  });
}

function callOn(
  stream: ServerHttp2Stream,
  method: string,
  token: string,
  request: ReadonlyMap<number, bigint | Buffer>,
): ScriptedCall {
  const over = new Promise<void>((resolve) => stream.on("close", () => resolve()));
  const begin = (): void => {
    if (stream.headersSent) return;
    stream.respond({ ":status": 200, "content-type": "application/grpc+proto" }, { waitForTrailers: true });
  };
  return {
    method,
    token,
    request,
    over,
    send: (fields) => {
      begin();
      const message = encodeFields(fields);
      const head = Buffer.alloc(5);
      head.writeUInt32BE(message.length, 1);
      stream.write(Buffer.concat([head, message]));
    },
    end: (status = 0, text = "") => {
      begin();
      stream.on("wantTrailers", () => {
        stream.sendTrailers({ "grpc-status": String(status), "grpc-message": text });
      });
      stream.end();
    },
  };
}
