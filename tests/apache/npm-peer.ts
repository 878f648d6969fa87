import { once } from "node:events";
import { createRequire } from "node:module";
import type { AddressInfo, Server, Socket } from "node:net";
import type { ApacheModule } from "@kitex-ts/codec-thrift/apache";
import { Journal } from "../interop/journal.ts";
import type { Plain } from "../interop/plain.ts";
import { type ApacheHandlers, apacheHandlers } from "./apache-handlers.ts";
import type { CompiledCross } from "./compiled-cross.ts";
import type { Dialect } from "./dialect.ts";
import type { DialedPeer, Outcome, Peer, SeenCall, ServedPeer, ServiceName, Way } from "./peer.ts";
import { type Signature, signatureOf, signaturesOf } from "./signature.ts";

/** The part of npm `thrift` that these tests use; its published types lack some of it. */
interface NpmThrift {
  readonly TBufferedTransport: object;
  readonly TFramedTransport: object;
  readonly TBinaryProtocol: object;
  readonly Thrift: { readonly TApplicationException: new () => NpmException };
  readonly MultiplexedProcessor: new () => NpmProcessor;
  readonly Multiplexer: new () => {
    createClient(service: string, module: ApacheModule, connection: NpmConnection): object;
  };
  createConnection(host: string, port: number, options: object): NpmConnection;
  createClient(module: ApacheModule, connection: NpmConnection): object;
  createServer(module: ApacheModule, handler: object, options: object): Server;
  createMultiplexServer(processor: NpmProcessor, options: object): Server;
}

interface NpmException extends Error {
  readonly type: number;
}

interface NpmProcessor {
  registerProcessor(name: string, processor: object): void;
}

/** A connection of npm `thrift`. */
export interface NpmConnection extends NodeJS.EventEmitter {
  readonly connection: Socket;
  end(): void;
}

/** npm `thrift`. */
export const npmThrift: NpmThrift = createRequire(import.meta.url)("thrift");

/** The client and server of npm `thrift`, with the code of Apache's compiler, in this process. */
export function npmPeer(compiled: CompiledCross): Peer {
  return {
    kind: "npm",
    serve: (way) => serve(compiled, way),
    dial: async (service, way, port) => new NpmClient(compiled, service, way, port),
  };
}

/** The options of npm `thrift` that mean a way. */
export function npmOptions({ framed }: Pick<Way, "framed">): object {
  const transport = framed ? npmThrift.TFramedTransport : npmThrift.TBufferedTransport;
  return { transport, protocol: npmThrift.TBinaryProtocol };
}

async function serve(compiled: CompiledCross, way: Way): Promise<ServedPeer> {
  const { services, types } = compiled;
  const seen = new Journal<SeenCall>();
  const handlers = apacheHandlers(types);
  const handlerOf = (service: ServiceName): object => npmHandler(service, handlers[service], compiled, seen);
  const server = way.multiplexed
    ? npmThrift.createMultiplexServer(multiplexedProcessor(services, handlerOf), npmOptions(way))
    : npmThrift.createServer(services.Cross, handlerOf("Cross"), npmOptions(way));
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("error", () => {}); // it tells so of everything that it does not understand, and ends the connection
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    seen: (count) => seen.take(count),
    stop: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

function multiplexedProcessor(
  services: Readonly<Record<ServiceName, ApacheModule>>,
  handlerOf: (service: ServiceName) => object,
): NpmProcessor {
  const processor = new npmThrift.MultiplexedProcessor();
  for (const service of ["Cross", "Second"] as const) {
    processor.registerProcessor(service, Reflect.construct(services[service].Processor, [handlerOf(service)]));
  }
  return processor;
}

/** A handler as generated processors take it: they count its parameters to learn whether it wants a callback. */
function npmHandler(
  service: ServiceName,
  handlers: ApacheHandlers,
  { dialect, style }: CompiledCross,
  seen: Journal<SeenCall>,
): object {
  const methods = signaturesOf(service).map((signature) => {
    const { name, oneway, parameters: fields } = signature;
    const handle = async (parameters: readonly unknown[]): Promise<unknown> => {
      seen.add({ method: name, args: signature.plainArgs(parameters, dialect) });
      return handlers[name]?.(...parameters);
    };
    const withPromise = (...parameters: unknown[]): Promise<unknown> => handle(parameters);
    const withCallback = (...given: unknown[]): void => {
      const callback = oneway ? () => {} : given.pop();
      handle(given).then(
        (value) => Reflect.apply(Object(callback), undefined, [null, value]),
        (error) => Reflect.apply(Object(callback), undefined, [error]),
      );
    };
    return style === "promises"
      ? [name, Object.defineProperty(withPromise, "length", { value: fields.length })]
      : [name, Object.defineProperty(withCallback, "length", { value: fields.length + 1 })];
  });
  return Object.fromEntries(methods);
}

class NpmClient implements DialedPeer {
  readonly #connection: NpmConnection;
  readonly #client: object;
  readonly #service: ServiceName;
  readonly #dialect: Dialect;
  readonly #style: CompiledCross["style"];
  /** npm thrift lets a call wait for ever when its connection is lost. */
  readonly #lost: Promise<never>;

  constructor({ services, dialect, style }: CompiledCross, service: ServiceName, way: Way, port: number) {
    this.#service = service;
    this.#dialect = dialect;
    this.#style = style;
    this.#connection = npmThrift.createConnection("127.0.0.1", port, npmOptions(way));
    this.#lost = once(this.#connection, "close").then(() => Promise.reject(new Error("the connection was closed")));
    this.#lost.catch(() => {});
    const module = services[service];
    this.#client = way.multiplexed
      ? new npmThrift.Multiplexer().createClient(service, module, this.#connection)
      : npmThrift.createClient(module, this.#connection);
  }

  async call(method: string, args: readonly Plain[]): Promise<Outcome> {
    const signature = signatureOf(this.#service, method);
    const parameters = signature.valuesOf(args, this.#dialect);
    const reply = this.#send(method, parameters);
    if (signature.oneway) return { kind: "value", value: null }; // npm thrift never tells that it was sent
    try {
      return signature.valueOutcome(await Promise.race([reply, this.#lost]), this.#dialect);
    } catch (error) {
      return outcomeOf(error, signature, this.#dialect);
    }
  }

  #send(method: string, parameters: readonly unknown[]): Promise<unknown> {
    const send = (...given: readonly unknown[]): unknown =>
      Reflect.apply(Reflect.get(this.#client, method), this.#client, given);
    if (this.#style === "promises") return Promise.resolve(send(...parameters));
    return new Promise((resolve, reject) => {
      send(...parameters, (error: unknown, value: unknown) => {
        if (error === null || error === undefined) resolve(value);
        else reject(error);
      });
    });
  }

  async hangUp(): Promise<void> {
    if (this.#connection.connection.destroyed) return;
    this.#connection.end();
    await once(this.#connection, "close");
  }
}

function outcomeOf(error: unknown, signature: Signature, dialect: Dialect): Outcome {
  const declared = signature.declaredOutcome(error, dialect);
  if (declared !== undefined) return declared;
  if (!(error instanceof npmThrift.Thrift.TApplicationException)) throw error;
  return { kind: "remote", typeId: error.type, message: error.message };
}
