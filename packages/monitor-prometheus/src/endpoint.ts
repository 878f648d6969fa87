import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Clock, ErrorCode, KitexError, type Logger, systemClock } from "@kitex-ts/core/extension";
import type { Registry } from "prom-client";

/** Milliseconds that `close()` leaves to scrapes in progress; reading a page takes a fraction of it. */
const CLOSE_WAIT_MS = 1_000;

/** Where and how metrics are served. */
export interface MetricsListenOptions {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** The address to listen on. Default `127.0.0.1`: whoever reaches the port reads the metrics. */
  readonly host?: string;
  /** The path of the page. Default `/metrics`. */
  readonly path?: string;
  /** Hears of scrapes that fail. Default: a warning of the process (`KITEX_WARN_METRICS`). */
  readonly logger?: Logger;
}

/** A page of metrics that can be scraped. */
export interface MetricsEndpoint {
  /** Where it listens. */
  readonly port: number;
  /** Lets the process end although this listens. */
  unref(): void;
  /** Stops to listen; settles when the scrapes in progress have ended, after 1 s at the latest. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Serves the metrics of `registry` over HTTP.
 *
 * Rejects with `AddressInUse`, or `InvalidOption` for a port, host or path that cannot be.
 */
export async function serveMetrics(
  registry: Registry,
  { port, host = "127.0.0.1", path = "/metrics", logger }: MetricsListenOptions,
  clock: Clock = systemClock,
): Promise<MetricsEndpoint> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw invalid(`port must be an integer from 0 to 65535, got ${String(port)}`);
  }
  if (!/^\/[^?#\s]*$/.test(path)) throw invalid(`path must begin with "/" and have no query, got "${path}"`);
  const onError = (error: unknown, message: string): void => {
    if (logger === undefined) process.emitWarning(`${message}: ${textOf(error)}`, { code: "KITEX_WARN_METRICS" });
    else logger.error({ error }, message);
  };
  const server = createServer(page(registry, path, onError));
  const bound = await listening(server, port, host);
  server.on("error", (error) => onError(error, "the metrics endpoint met an error"));
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= closed(server, clock);
    return closing;
  };
  return { port: bound.port, unref: () => void server.unref(), close, [Symbol.asyncDispose]: close };
}

function page(registry: Registry, path: string, onError: (error: unknown, message: string) => void): RequestListener {
  return (request, response) => {
    if (pathOf(request) !== path) return answer(response, 404, "not found\n");
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("allow", "GET, HEAD");
      return answer(response, 405, "only GET and HEAD are answered\n");
    }
    registry.metrics().then(
      (text) => answer(response, 200, text, registry.contentType),
      (error: unknown) => {
        onError(error, "the metrics could not be collected");
        answer(response, 500, "the metrics could not be collected\n");
      },
    );
  };
}

function pathOf({ url = "" }: IncomingMessage): string | undefined {
  return url.split("?", 1)[0];
}

function answer(response: ServerResponse, status: number, body: string, type = "text/plain; charset=utf-8"): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    // Between two scrapes lies more time than Node keeps an idle connection, so none is worth keeping.
    connection: "close",
  });
  response.end(body);
}

function listening(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error): void => reject(cannotListen(`${host}:${port}`, cause));
    server.once("error", failed);
    server.listen({ port, host }, () => {
      server.off("error", failed);
      const address = server.address();
      if (address === null || typeof address === "string") reject(invalid(`cannot listen on ${host}:${port}`));
      else resolve(address);
    });
  });
}

function closed(server: Server, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setTimer(() => server.closeAllConnections(), CLOSE_WAIT_MS);
    server.close(() => {
      timer.cancel();
      resolve();
    });
  });
}

function cannotListen(where: string, cause: Error): KitexError {
  if ("code" in cause && cause.code === "EADDRINUSE") {
    const text = `metrics: ${where} is in use by another program: choose another port, or 0 for a free one`;
    return new KitexError(ErrorCode.AddressInUse, text, { cause, target: where });
  }
  return new KitexError(ErrorCode.InvalidOption, `metrics: cannot listen on ${where}: ${cause.message}`, {
    cause,
    target: where,
  });
}

function invalid(text: string): KitexError {
  return new KitexError(ErrorCode.InvalidOption, `metrics: ${text}`);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : "a value that is no error was thrown";
}
