import { X509Certificate } from "node:crypto";
import { createSecureContext, rootCertificates } from "node:tls";
import { type Clock, type Logger, systemClock } from "@kitex-ts/core/extension";
import { invalidOption, wholeNumber } from "./invalid-option.ts";
import { processLogger } from "./process-logger.ts";

/** Certificates in PEM, for an etcd that is reached over `https:`. */
export interface EtcdTls {
  /** Who may have signed etcd's certificate. Default: the authorities that Node brings. */
  readonly ca?: string | Buffer;
  /** The certificate that is shown to etcd; needs `key`. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

/** How etcd is reached. */
export interface EtcdConnectionOptions {
  /**
   * Its members: `http://host:port`, `https://host:port` or `host:port`, all of one kind; the port is 2379 unless
   * stated. One is used until it fails, then the next.
   */
  readonly endpoints: string | readonly string[];
  /** Needs `password`. Default: no authentication. */
  readonly username?: string;
  /** Never shown. */
  readonly password?: string;
  /** For `https:`; endpoints without a scheme are that then. The certificate of etcd is always verified. */
  readonly tls?: EtcdTls;
  /** Milliseconds for one question to one member. Default 3,000 (Kitex's). */
  readonly requestTimeoutMs?: number;
  /** Hears of what is wrong with stored entries (`warn`). Default: warnings of the process. */
  readonly logger?: Logger;
  /** Where time comes from; for tests. */
  readonly clock?: Clock;
}

/** Complete options. */
export interface EtcdConnection {
  /** etcd in texts: `etcd http://127.0.0.1:2379`. */
  readonly name: string;
  /** At least one, each with scheme and port. */
  readonly endpoints: readonly string[];
  readonly auth: { readonly username: string; readonly password: string } | undefined;
  readonly tls:
    | { readonly ca: Buffer; readonly cert: Buffer | undefined; readonly key: Buffer | undefined }
    | undefined;
  readonly requestTimeoutMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
}

const connectionDefaults = {
  port: 2379,
  requestTimeoutMs: 3_000,
};

/** Turns what an application gives into complete options. Throws `InvalidOption`. */
export function resolveConnection(given: EtcdConnectionOptions): EtcdConnection {
  const { username, password, tls, logger = processLogger, clock = systemClock } = given;
  if ((username === undefined) !== (password === undefined)) {
    throw invalidOption("username and password belong together, and one of them is missing");
  }
  const endpoints = endpointsOf(given);
  return {
    name: `etcd ${endpoints.join(",")}`,
    endpoints,
    auth: username === undefined || password === undefined ? undefined : { username, password },
    tls: tls === undefined ? undefined : readTls(tls),
    requestTimeoutMs: wholeNumber("requestTimeoutMs", given.requestTimeoutMs ?? connectionDefaults.requestTimeoutMs),
    logger,
    clock,
  };
}

function endpointsOf({ endpoints, tls }: EtcdConnectionOptions): readonly string[] {
  const given = typeof endpoints === "string" ? [endpoints] : endpoints;
  if (given.length === 0) throw invalidOption('endpoints is empty: name an etcd, for example "http://127.0.0.1:2379"');
  const read = given.map((text, index) => readEndpoint(text, index, tls !== undefined));
  const secure = read.filter((endpoint) => endpoint.startsWith("https:"));
  if (secure.length > 0 && secure.length < read.length) {
    throw invalidOption("endpoints mixes http and https: choose one for all");
  }
  if (tls !== undefined && secure.length === 0) {
    throw invalidOption("tls is given, and endpoints are not encrypted: write them with https://");
  }
  return read;
}

function readEndpoint(text: string, index: number, hasTls: boolean): string {
  const [, scheme = hasTls ? "https" : "http", host, port = String(connectionDefaults.port)] =
    /^(?:(https?):\/\/)?(\[[0-9A-Fa-f:.]+\]|[^\s:/?#@[\]]+)(?::(\d{1,5}))?\/?$/.exec(text) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    // Not shown: it may hold a password.
    throw invalidOption(`endpoints[${index}] is none of "http://host:port", "https://host:port" and "host:port"`);
  }
  return `${scheme}://${host}:${port}`;
}

function readTls({ ca, cert, key }: EtcdTls): NonNullable<EtcdConnection["tls"]> {
  if ((cert === undefined) !== (key === undefined)) {
    throw invalidOption("tls.cert and tls.key belong together, and one of them is missing");
  }
  try {
    // A secure context takes a `ca` that is none, and trusts nobody then.
    if (ca !== undefined) new X509Certificate(ca);
    createSecureContext({ ca, cert, key });
  } catch (cause) {
    throw invalidOption(
      "tls holds a certificate or key that cannot be read, or two that do not belong together",
      cause,
    );
  }
  const bytes = (pem: string | Buffer): Buffer => (typeof pem === "string" ? Buffer.from(pem) : pem);
  return {
    ca: bytes(ca ?? rootCertificates.join("\n")),
    cert: cert === undefined ? undefined : bytes(cert),
    key: key === undefined ? undefined : bytes(key),
  };
}
