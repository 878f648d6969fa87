import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connection } from "../connection.ts";
import type { ConnectionOptions } from "../connection-options.ts";
import { dial } from "../dialer.ts";
import { type ListenOptions, listen } from "../listener.ts";
import { pipe } from "../testing/pipe.ts";
import type { DialTls } from "../tls-options.ts";
import { makeAuthority, makeCertificate } from "./certificates.ts";

export type PairKind = "memory" | "tcp" | "unix" | "tls";

/** Two ends of one connection, and the way to leave nothing behind. */
export interface ConnectedPair extends AsyncDisposable {
  readonly dialled: Connection;
  readonly accepted: Connection;
}

/** Connects two ends over the given kind of socket; both get `options`. */
export async function connectedPair(kind: PairKind, options: Partial<ConnectionOptions> = {}): Promise<ConnectedPair> {
  if (kind === "memory") {
    const [dialled, accepted] = pipe(options);
    const dispose = async (): Promise<void> => {
      dialled.close();
      accepted.close();
    };
    return { dialled, accepted, [Symbol.asyncDispose]: dispose };
  }
  const directory = kind === "unix" ? makeDirectory() : undefined;
  const tls = kind === "tls" ? await makeTls() : undefined;
  const where = directory === undefined ? { host: "127.0.0.1" } : { path: join(directory, "socket") };
  const { promise: accepting, resolve } = Promise.withResolvers<Connection>();
  const listening: ListenOptions = { ...options, ...where, ...(tls && { tls: tls.listen }) };
  const listener = await listen(listening, resolve);
  const dialled = await dial(listener.address, { ...options, ...(tls && { tls: tls.dial }) });
  const accepted = await accepting;
  return {
    dialled,
    accepted,
    [Symbol.asyncDispose]: async () => {
      dialled.close();
      await listener.close();
      if (directory !== undefined) rmSync(directory, { recursive: true });
    },
  };
}

/** A fresh folder with a path short enough for Unix sockets. */
export function makeDirectory(): string {
  return mkdtempSync(join(tmpdir(), "netpoll-"));
}

async function makeTls(): Promise<{ listen: { cert: string; key: string }; dial: DialTls }> {
  const authority = await makeAuthority("test authority");
  return { listen: await makeCertificate("localhost", authority), dial: { ca: authority.cert } };
}
