import { createSecureContext, type SecureContext } from "node:tls";
import { type Clock, type Logger, systemClock } from "@kitex-ts/core/extension";
import { invalidOption, positive } from "./option-checks.ts";

/** Certificates in PEM, for an agent that is reached over `https:`. */
export interface ConsulTls {
  /** Who may have signed the agent's certificate. Default: the authorities that Node knows. */
  readonly ca?: string | Buffer;
  /** The certificate that is shown to the agent; needs `key`. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

/** How the agent is reached. Everything has a default. */
export interface ConsulConnectionOptions {
  /**
   * Where the agent is: `http://host:port`, `https://host:port`, `host:port` or `unix:///path`. A path after the port is
   * put in front of the API's. Default: `CONSUL_HTTP_ADDR` of the environment, else `http://127.0.0.1:8500`.
   */
  readonly address?: string;
  /** The ACL token; never shown. Default: `CONSUL_HTTP_TOKEN` of the environment, else none. */
  readonly token?: string;
  /** The datacenter, sent with each request. Default: the agent's own. */
  readonly datacenter?: string;
  /** The namespace, sent with each request; Consul Enterprise has them. Default: the token's. */
  readonly namespace?: string;
  /** For `https:`; an address without a scheme is one then. The agent's certificate is always verified. */
  readonly tls?: ConsulTls;
  /** Milliseconds for one request; a read that waits for news has its wait on top. Default 3,000. */
  readonly requestTimeoutMs?: number;
  /** Hears of every request (`debug`) and of stored entries that cannot be used (`warn`). Default: nobody does. */
  readonly logger?: Logger;
  /** Where time comes from; for tests. */
  readonly clock?: Clock;
}

/** Complete options. */
export interface ConsulConnection {
  /** The agent in texts: `consul http://127.0.0.1:8500`, without anything secret. */
  readonly name: string;
  /** What stands in front of the API's paths, `/v1` included. */
  readonly baseUrl: string;
  /** The host as sockets want it: an IPv6 address without brackets. */
  readonly host: string;
  readonly encrypted: boolean;
  /** The socket that is connected to instead of the host. */
  readonly socketPath: string | undefined;
  readonly secureContext: SecureContext | undefined;
  readonly token: string | undefined;
  /** Goes with every request. */
  readonly query: Readonly<Record<string, string>>;
  readonly requestTimeoutMs: number;
  readonly logger: Logger | undefined;
  readonly clock: Clock;
}

const connectionDefaults: { readonly address: string; readonly requestTimeoutMs: number } = {
  address: "http://127.0.0.1:8500",
  requestTimeoutMs: 3_000,
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Turns what an application gives into complete options. Throws `InvalidOption`. */
export function resolveConnection(given: ConsulConnectionOptions, env: Environment = process.env): ConsulConnection {
  const { datacenter, namespace, tls, logger, clock = systemClock } = given;
  const requestTimeoutMs = positive("requestTimeoutMs", given.requestTimeoutMs ?? connectionDefaults.requestTimeoutMs);
  const place = placeOf(given, env);
  if (tls !== undefined && !place.encrypted) {
    throw invalidOption(`tls is given, and ${place.name} is not encrypted: write the address with https://`);
  }
  return {
    ...place,
    secureContext: tls === undefined ? undefined : secureContextOf(tls),
    token: given.token ?? (env["CONSUL_HTTP_TOKEN"] || undefined),
    query: {
      ...(datacenter === undefined ? {} : { dc: datacenter }),
      ...(namespace === undefined ? {} : { ns: namespace }),
    },
    requestTimeoutMs,
    logger,
    clock,
  };
}

type Place = Pick<ConsulConnection, "name" | "baseUrl" | "host" | "encrypted" | "socketPath">;

/** Reads an address in the forms that Consul's own clients take. */
function placeOf({ address, tls }: ConsulConnectionOptions, env: Environment): Place {
  const fromEnv = env["CONSUL_HTTP_ADDR"] || undefined;
  const text = address ?? fromEnv ?? connectionDefaults.address;
  const socketPath = /^unix:\/\/(\/.*)$/s.exec(text)?.[1];
  if (socketPath !== undefined) {
    return { name: `consul ${text}`, baseUrl: "http://localhost/v1", host: "localhost", encrypted: false, socketPath };
  }
  const url = URL.parse(text.includes("://") ? text : `${tls === undefined ? "http" : "https"}://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    const option = address === undefined ? "CONSUL_HTTP_ADDR" : "address";
    const shown = text.replace(/\/\/.*@/s, "//…@"); // without a password
    throw invalidOption(
      `${option} must be http://host:port, https://host:port, host:port or unix:///path, got "${shown}"`,
    );
  }
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1`;
  return {
    name: `consul ${url.protocol}//${url.host}`,
    baseUrl: url.href,
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    encrypted: url.protocol === "https:",
    socketPath: undefined,
  };
}

function secureContextOf(tls: ConsulTls): SecureContext {
  try {
    return createSecureContext(tls);
  } catch (cause) {
    throw invalidOption("tls holds certificates that cannot be read", cause);
  }
}
