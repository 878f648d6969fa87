import {
  buffered,
  createClient,
  createServer,
  framed,
  isKitexError,
  type Middleware,
  type Server,
  type ServiceInfo,
  silentLogger,
} from "@kitex-ts/core";
import { Journal } from "../interop/journal.ts";
import type { Dialect } from "./dialect.ts";
import type { DialedPeer, Outcome, Peer, SeenCall, ServedPeer, ServiceName, Way } from "./peer.ts";
import { type Signature, signatureOf } from "./signature.ts";

/** One kind of generated code on our client and server. */
export interface CoreDialect extends Dialect {
  readonly services: Readonly<Record<ServiceName, ServiceInfo<object, never>>>;
  /** Adds a service and its handler. */
  register(server: Server, service: ServiceName): void;
  /** What a method's request is made of, and what it holds: parameters in order. */
  request(parameters: readonly unknown[], signature: Signature): unknown;
  parameters(request: unknown, signature: Signature): readonly unknown[];
}

/** Our client and server with one kind of generated code, in this process. */
export function corePeer(dialect: CoreDialect): Peer {
  return {
    kind: "ours",
    serve: async ({ multiplexed }) => {
      const served = new CoreServer(dialect, multiplexed ? ["Cross", "Second"] : ["Cross"]);
      await served.listen();
      return served;
    },
    dial: async (service, way, port) => new CoreClient(dialect, service, way, port),
  };
}

class CoreServer implements ServedPeer {
  readonly #dialect: CoreDialect;
  readonly #server: Server;
  readonly #seen = new Journal<SeenCall>();
  #port = 0;

  constructor(dialect: CoreDialect, services: readonly ServiceName[]) {
    this.#dialect = dialect;
    this.#server = createServer({ port: 0, host: "127.0.0.1", middlewares: [this.#watch], logger: silentLogger });
    for (const service of services) dialect.register(this.#server, service);
  }

  get port(): number {
    return this.#port;
  }

  async listen(): Promise<void> {
    const { port = 0 } = await this.#server.listen();
    this.#port = port;
  }

  seen(count: number): Promise<readonly SeenCall[]> {
    return this.#seen.take(count);
  }

  stop(): Promise<void> {
    return this.#server.close();
  }

  /** Notes every call before its handler runs. */
  readonly #watch: Middleware = (next) => (ctx, request) => {
    const { service, method } = ctx.rpcInfo.invocation;
    const signature = signatureOf(service === "Second" ? "Second" : "Cross", method);
    const parameters = this.#dialect.parameters(request, signature);
    this.#seen.add({ method, args: signature.plainArgs(parameters, this.#dialect) });
    return next(ctx, request);
  };
}

class CoreClient implements DialedPeer {
  readonly #dialect: CoreDialect;
  readonly #service: ServiceName;
  readonly #client: ReturnType<typeof createClient<object, never>>;

  constructor(dialect: CoreDialect, service: ServiceName, { framed: isFramed, multiplexed }: Way, port: number) {
    this.#dialect = dialect;
    this.#service = service;
    this.#client = createClient<object, never>(dialect.services[service], {
      destination: "cross",
      hostPorts: [`127.0.0.1:${port}`],
      transport: (isFramed ? framed : buffered)({ multiplexed }),
      logger: silentLogger,
    });
  }

  async call(method: string, args: SeenCall["args"]): Promise<Outcome> {
    const signature = signatureOf(this.#service, method);
    const dialect = this.#dialect;
    const request = dialect.request(signature.valuesOf(args, dialect), signature);
    try {
      // A method without parameters takes its options first.
      const given = signature.parameters.length === 0 ? [] : [request];
      const result: unknown = await Reflect.apply(Reflect.get(this.#client, method), undefined, given);
      return signature.valueOutcome(result, dialect);
    } catch (error) {
      const declared = signature.declaredOutcome(error, dialect);
      if (declared !== undefined) return declared;
      if (!isKitexError(error) || error.typeId === undefined) throw error;
      return { kind: "remote", typeId: error.typeId, message: error.message };
    }
  }

  hangUp(): Promise<void> {
    return this.#client.close();
  }
}
