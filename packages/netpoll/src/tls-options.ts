import type { ConnectionOptions as NodeTlsOptions, TlsOptions as NodeTlsServerOptions, SecureVersion } from "node:tls";

/** A certificate or key in PEM. */
export type Pem = string | Buffer;

/** TLS towards a server. Its certificate is verified, its name included, unless told otherwise. */
export interface DialTls {
  /** Authorities to trust in place of Node's own list. */
  readonly ca?: Pem | readonly Pem[];
  /** This side's certificate and key, for servers that ask who calls. */
  readonly cert?: Pem;
  readonly key?: Pem;
  /** The name to ask for and to verify. Default: the host that is dialled. */
  readonly serverName?: string;
  /** `false` talks to anyone who answers. Default `true`. */
  readonly rejectUnauthorized?: boolean;
  readonly alpnProtocols?: readonly string[];
  /** Default `TLSv1.2`. */
  readonly minVersion?: SecureVersion;
}

/** TLS of a listener. */
export interface ListenTls {
  readonly cert: Pem;
  readonly key: Pem;
  /** Authorities that callers' certificates must come from. */
  readonly ca?: Pem | readonly Pem[];
  /** Asks callers for a certificate and refuses those without one that `ca` vouches for. Default `false`. */
  readonly requestClientCert?: boolean;
  readonly alpnProtocols?: readonly string[];
  /** Default `TLSv1.2`. */
  readonly minVersion?: SecureVersion;
  /** A handshake that takes longer is refused. Default 5,000. */
  readonly handshakeTimeoutMs?: number;
}

/** `DialTls` in Node's words. */
export function nodeDialTls(tls: DialTls): NodeTlsOptions {
  return {
    // Always explicit: an environment variable must not switch verification off.
    rejectUnauthorized: tls.rejectUnauthorized ?? true,
    minVersion: tls.minVersion ?? "TLSv1.2",
    ...(tls.ca !== undefined && { ca: pemList(tls.ca) }),
    ...(tls.cert !== undefined && { cert: tls.cert }),
    ...(tls.key !== undefined && { key: tls.key }),
    ...(tls.alpnProtocols !== undefined && { ALPNProtocols: [...tls.alpnProtocols] }),
    ...(tls.serverName !== undefined && { servername: tls.serverName }),
  };
}

/** `ListenTls` in Node's words. */
export function nodeListenTls(tls: ListenTls): NodeTlsServerOptions {
  const requestCert = tls.requestClientCert ?? false;
  return {
    cert: tls.cert,
    key: tls.key,
    requestCert,
    rejectUnauthorized: requestCert,
    minVersion: tls.minVersion ?? "TLSv1.2",
    handshakeTimeout: tls.handshakeTimeoutMs ?? 5000,
    ...(tls.ca !== undefined && { ca: pemList(tls.ca) }),
    ...(tls.alpnProtocols !== undefined && { ALPNProtocols: [...tls.alpnProtocols] }),
  };
}

function pemList(pem: Pem | readonly Pem[]): Pem[] {
  return typeof pem === "string" || Buffer.isBuffer(pem) ? [pem] : [...pem];
}
