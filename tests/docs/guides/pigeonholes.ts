import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** The store of docs/guides/write-a-registry.md, which nobody else has. */
export interface Pigeonholes extends AsyncDisposable {
  readonly url: string;
  /** Replaces what lies in the hole of a service. */
  put(service: string, values: ReadonlyMap<string, unknown>): void;
  /** What lies in the hole of a service. */
  values(service: string): readonly unknown[];
  /** Cuts every connection, and takes no other before `mend`. */
  break(): void;
  mend(): void;
}

interface Hole {
  version: number;
  readonly values: Map<string, unknown>;
  readonly expiries: Map<string, NodeJS.Timeout>;
  /** Readers who wait for another version. */
  readonly waiting: Set<() => void>;
}

/** Starts an empty store on a free port. */
export async function startPigeonholes(): Promise<Pigeonholes> {
  const holes = new Map<string, Hole>();
  let down = false;

  const holeOf = (service: string): Hole => {
    const hole = holes.get(service) ?? { version: 1, values: new Map(), expiries: new Map(), waiting: new Set() };
    holes.set(service, hole);
    return hole;
  };
  const change = (hole: Hole, edit: () => void): void => {
    edit();
    hole.version += 1;
    for (const answer of hole.waiting) answer();
  };
  const remove = (hole: Hole, key: string): void => {
    clearTimeout(hole.expiries.get(key));
    if (hole.values.has(key)) change(hole, () => hole.values.delete(key));
  };
  const keep = (hole: Hole, key: string, ttlMs: number): void => {
    clearTimeout(hole.expiries.get(key));
    hole.expiries.set(key, setTimeout(() => remove(hole, key), ttlMs).unref());
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const [, , service = "", key = ""] = pathname.split("/").map(decodeURIComponent);
    const hole = holeOf(service);
    const ttlMs = Number(searchParams.get("ttl"));
    switch (request.method) {
      case "GET":
        return read(hole, searchParams, response);
      case "PUT": {
        const value: unknown = JSON.parse(Buffer.concat(await request.toArray()).toString());
        change(hole, () => hole.values.set(key, value));
        keep(hole, key, ttlMs);
        break;
      }
      case "PATCH":
        if (!hole.values.has(key)) return void response.writeHead(404).end();
        keep(hole, key, ttlMs);
        break;
      case "DELETE":
        remove(hole, key);
    }
    response.writeHead(204).end();
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  server.on("connection", (socket) => {
    if (down) socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const at = server.address();

  return {
    url: typeof at === "object" ? `http://127.0.0.1:${at?.port}` : "",
    put: (service, values) => {
      const hole = holeOf(service);
      change(hole, () => {
        hole.values.clear();
        for (const [key, value] of values) hole.values.set(key, value);
      });
    },
    values: (service) => [...holeOf(service).values.values()],
    break: () => {
      down = true;
      server.closeAllConnections();
    },
    mend: () => {
      down = false;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Answers as soon as the version is another than the reader's, and after its patience in any case. */
function read(hole: Hole, asked: URLSearchParams, response: ServerResponse): void {
  const answer = (): void => {
    end();
    response.end(JSON.stringify({ version: hole.version, values: [...hole.values.values()] }));
  };
  const end = (): void => {
    clearTimeout(patience);
    hole.waiting.delete(answer);
  };
  const patience = setTimeout(answer, Number(asked.get("wait")));
  response.on("close", end);
  if (Number(asked.get("after")) === hole.version) hole.waiting.add(answer);
  else answer();
}
