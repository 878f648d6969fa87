import {
  buffered,
  type Client,
  createClient,
  createServer,
  ErrorCode,
  framed,
  isBizStatusError,
  isKitexError,
  type Middleware,
  type RpcContext,
  type Server,
  silentLogger,
  ttheader,
} from "@kitex-ts/core";
import { Journal } from "./journal.ts";
import type { LabClient } from "./kitex-gen/lab/service.ts";
import {
  annexHandler,
  evolvingV1Handler,
  evolvingV2Handler,
  type HandlerSurroundings,
  labHandler,
  relayClient,
  twinHandler,
  valuesOf,
} from "./our-handlers.ts";
import {
  type MethodTypes,
  methodInfo,
  ourServices,
  requestFromPlain,
  requestToPlain,
  typesOf,
} from "./our-services.ts";
import type {
  Called,
  CallOptions,
  DialedPeer,
  DialOptions,
  Outcome,
  Peer,
  SeenCall,
  ServedPeer,
  ServeOptions,
  ServiceName,
  TransportName,
} from "./peer.ts";
import { type Plain, toPlain } from "./plain.ts";

/** Our client and server, in this process. */
export const ourPeer: Peer = {
  kind: "ours",
  serve: async (options) => {
    const served = new OurServer(options);
    await served.listen();
    return served;
  },
  dial: async (options) => new OurClient(options),
};

class OurServer implements ServedPeer {
  readonly name: string;
  readonly #server: Server;
  readonly #seen = new Journal<SeenCall>();
  readonly #aborted = new Journal<string>();
  #waiting: (() => void)[] = [];
  readonly #relays = new Map<string, Client<LabClient>>();
  #address = "";

  constructor({ name, services, fallback, path, tls }: ServeOptions) {
    this.name = name;
    this.#server = createServer({
      serviceName: name,
      ...(path === undefined ? { port: 0, host: "127.0.0.1" } : { path }),
      ...(tls === undefined ? {} : { tls }),
      middlewares: [this.#watch],
      logger: silentLogger,
    });
    for (const service of services) this.#register(service, service === fallback);
  }

  get address(): string {
    return this.#address;
  }

  async listen(): Promise<void> {
    const { host, port, path } = await this.#server.listen();
    this.#address = path === undefined ? `${host}:${port}` : `unix:${path}`;
  }

  seen(count: number): Promise<readonly SeenCall[]> {
    return this.#seen.take(count);
  }

  aborted(count: number): Promise<readonly string[]> {
    return this.#aborted.take(count);
  }

  async release(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  async stop(): Promise<void> {
    await this.#server.close();
    await Promise.all(Array.from(this.#relays.values(), (client) => client.close()));
  }

  /** Notes every call before its handler runs, and tells the caller who served it. */
  readonly #watch: Middleware = (next) => (ctx, request) => {
    this.#seen.add(seenCall(ctx, request));
    ctx.meta.backward.set("served-by", this.name);
    return next(ctx, request);
  };

  #register(service: ServiceName, fallback: boolean): void {
    const options = { fallback };
    switch (service) {
      case "Lab":
        this.#server.register(ourServices.Lab, labHandler(this.#surroundings()), options);
        break;
      case "Annex":
        this.#server.register(ourServices.Annex, annexHandler, options);
        break;
      case "Twin":
        this.#server.register(ourServices.Twin, twinHandler, options);
        break;
      case "EvolvingV1":
        this.#server.register(ourServices.EvolvingV1, evolvingV1Handler, options);
        break;
      case "EvolvingV2":
        this.#server.register(ourServices.EvolvingV2, evolvingV2Handler, options);
        break;
      case "Nowhere":
        throw new Error("nobody serves Nowhere");
    }
  }

  #surroundings(): HandlerSurroundings {
    return {
      name: this.name,
      aborted: this.#aborted,
      onRelease: (go) => this.#waiting.push(go),
      relayTo: (address) => {
        const client = this.#relays.get(address) ?? relayClient(address);
        this.#relays.set(address, client);
        return client;
      },
    };
  }
}

function seenCall(ctx: RpcContext, request: unknown): SeenCall {
  const { from, invocation, config } = ctx.rpcInfo;
  return {
    service: invocation.service,
    method: invocation.method,
    args: requestToPlain(request, typesOf(invocation.methodInfo)),
    callerService: from.service,
    callerMethod: from.method,
    callerAddress: from.address ?? "",
    transient: valuesOf(ctx.metaIfAny?.transient),
    persistent: valuesOf(ctx.metaIfAny?.persistent),
    timeoutMs: config.timeoutMs,
    leftMs: ctx.timeLeftMs === undefined ? 0 : Math.ceil(ctx.timeLeftMs),
  };
}

class OurClient implements DialedPeer {
  readonly #client: Client<object>;
  readonly #service: ServiceName;

  constructor(options: DialOptions) {
    this.#service = options.service;
    this.#client = createClient<object, never>(ourServices[options.service], {
      destination: options.destination,
      serviceName: options.callerService,
      hostPorts: [options.address],
      transport: transports[options.transport](),
      connection: options.connection,
      // A hundred handshakes at once, both ends of each in this process, take their time.
      ...(options.ca === undefined ? {} : { tls: { ca: options.ca }, connectTimeoutMs: 10_000 }),
      ...(options.connectTimeoutMs === undefined ? {} : { connectTimeoutMs: options.connectTimeoutMs }),
      logger: silentLogger,
    });
  }

  async call(method: string, args: Plain, { timeoutMs, transient, persistent }: CallOptions = {}): Promise<Called> {
    const types = typesOf(methodInfo(this.#service, method));
    let backward: ReadonlyMap<string, string> = new Map();
    const options = {
      timeoutMs,
      meta: { transient, persistent },
      onBackward: (values: ReadonlyMap<string, string>) => {
        backward = values;
      },
    };
    const given = types.args.fields.length === 0 ? [options] : [requestFromPlain(args, types), options];
    let outcome: Outcome;
    try {
      const reply: unknown = await Reflect.apply(Reflect.get(this.#client, method), undefined, given);
      outcome = { kind: "value", value: resultToPlain(reply, types) };
    } catch (error) {
      outcome = outcomeOfError(error, types);
    }
    return { outcome, backward: valuesOf(backward) };
  }

  hangUp(): Promise<void> {
    return this.#client.close();
  }
}

const transports = {
  buffered: () => buffered(),
  framed: () => framed(),
  ttheader: () => ttheader({ framed: false }),
  "ttheader-framed": () => ttheader(),
} satisfies Record<TransportName, () => ReturnType<typeof ttheader>>;

function resultToPlain(reply: unknown, { result }: MethodTypes): Plain {
  const success = result.fields.find(({ id }) => id === 0);
  return success === undefined ? null : toPlain(reply, success.type);
}

function outcomeOfError(error: unknown, { result }: MethodTypes): Outcome {
  if (isBizStatusError(error)) {
    return { kind: "status", status: error.status, message: error.message, extra: valuesOf(error.extra) };
  }
  for (const { name, type } of result.fields) {
    if (type.kind === "struct" && type.struct().isInstance?.(error) === true) {
      return { kind: "declared", name, value: toPlain(error, type) };
    }
  }
  if (!isKitexError(error)) throw error;
  if (error.typeId !== undefined) return { kind: "remote", typeId: error.typeId, message: error.message };
  if (error.code === ErrorCode.RpcTimeout) return { kind: "timeout" };
  return { kind: "failure", message: `${error.code}: ${error.message}` };
}
