import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** A request as it arrived at a {@link ScriptedAgent}. */
export interface ArrivedRequest {
  /** Which connection it came by, counted from 0. */
  readonly connection: number;
  readonly method: string;
  /** As it was sent, encoded, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** The JSON that came with it. */
  readonly body: unknown;
  readonly response: ServerResponse;
  /** Text goes as such, anything else as JSON. */
  answer(body: unknown, options?: { readonly status?: number; readonly index?: number }): void;
  /** Resets the connection. */
  cut(): void;
}

/** An HTTP server in place of a Consul agent, which answers what a test says. */
export interface ScriptedAgent extends AsyncDisposable {
  /** 0 on a Unix socket. */
  readonly port: number;
  /** `http://127.0.0.1:port`; `unix:///path` on a Unix socket. */
  readonly address: string;
  /** All that arrived, in order. */
  readonly requests: readonly ArrivedRequest[];
  /** Connections that callers have open. */
  readonly open: number;
  /** Settles when so many requests have arrived in all. */
  received(count: number): Promise<void>;
  /** The request of this number, from 0. */
  request(number: number): ArrivedRequest;
}

/** Where it listens: on a port of `host`, a free one unless it is given, or on the Unix socket `path`. */
export type ListenAt = { readonly host: string; readonly port?: number } | { readonly path: string };

/** Starts a {@link ScriptedAgent}; `script` is called for every request, and may leave it unanswered. */
export async function scriptedAgent(
  script: (request: ArrivedRequest, number: number) => void,
  at: ListenAt = { host: "127.0.0.1" },
): Promise<ScriptedAgent> {
  const requests: ArrivedRequest[] = [];
  const waiting = new Set<{ readonly count: number; readonly resolve: () => void }>();
  const sockets = new Set<Socket>();
  const connections = new WeakMap<Socket, number>();
  let accepted = 0;

  const arrived = (request: ArrivedRequest): void => {
    const number = requests.push(request) - 1;
    script(request, number);
    for (const waiter of waiting) {
      if (waiter.count > requests.length) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
  };

  const server = createServer((incoming, response) => {
    let text = "";
    incoming.setEncoding("utf8");
    incoming.on("data", (chunk: string) => {
      text += chunk;
    });
    incoming.on("end", () => {
      const [path = "", query] = (incoming.url ?? "").split("?", 2);
      arrived({
        connection: connections.get(incoming.socket) ?? -1,
        method: incoming.method ?? "",
        path,
        query: Object.fromEntries(new URLSearchParams(query)),
        headers: incoming.headers,
        body: text === "" ? undefined : JSON.parse(text),
        response,
        answer: (body, { status = 200, index } = {}) => {
          const type = typeof body === "string" ? "text/plain" : "application/json";
          const head = { "content-type": type, ...(index === undefined ? {} : { "x-consul-index": String(index) }) };
          response.writeHead(status, head).end(typeof body === "string" ? body : JSON.stringify(body));
        },
        cut: () => incoming.socket.resetAndDestroy(),
      });
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    connections.set(socket, accepted++);
    socket.on("close", () => sockets.delete(socket));
  });
  const place = "path" in at ? at : { port: 0, ...at };
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(place, resolve));
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;

  return {
    port,
    address: "path" in at ? `unix://${at.path}` : `http://127.0.0.1:${port}`,
    requests,
    get open() {
      return sockets.size;
    },
    received: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.add({ count, resolve });
      }),
    request: (number) => {
      const found = requests[number];
      if (found === undefined) throw new Error(`no request ${number} arrived`);
      return found;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
