import { type Channel, channel } from "node:diagnostics_channel";
import type { ConnectionError } from "./errors.ts";

/** Names of the `node:diagnostics_channel` channels this package publishes on, with the type of what each carries. */
export interface DiagnosticsPayloads {
  /** A connection is there, dialled or accepted. */
  "kitex.connection.open": ConnectionOpened;
  /** A connection is gone. */
  "kitex.connection.close": ConnectionClosed;
  /** An attempt to connect came to nothing. */
  "kitex.connection.failed": ConnectFailed;
  /** A callback that must not throw did; the error went no further. */
  "kitex.connection.callback-error": CallbackFailed;
  /** A listener accepts connections. */
  "kitex.listener.open": ListenerChanged;
  /** A listener accepts no more. */
  "kitex.listener.close": ListenerChanged;
  /** A connection was lost before it could be handed out: accepting it or its TLS handshake failed. */
  "kitex.listener.failed": AcceptFailed;
  /** A pool opened an item, because it had none to give. */
  "kitex.pool.open": PoolEvent;
  /** A pool gave out an item it had. */
  "kitex.pool.reuse": PoolEvent;
  /** A pool closed an item that was idle for too long, died, or exceeded a limit. */
  "kitex.pool.evict": PoolEvent;
}

export interface ConnectionOpened {
  readonly id: number;
  readonly local: string;
  readonly remote: string;
}

export interface ConnectionClosed extends ConnectionOpened {
  /** `undefined` when this side closed it without an error. */
  readonly cause: ConnectionError | undefined;
}

export interface ConnectFailed {
  readonly remote: string;
  readonly error: ConnectionError;
}

export interface CallbackFailed {
  /** Name of the callback, e.g. `onClose`. */
  readonly callback: string;
  readonly error: unknown;
}

export interface ListenerChanged {
  readonly address: string;
}

export interface AcceptFailed {
  readonly address: string;
  readonly error: unknown;
}

export interface PoolEvent {
  readonly kind: "short" | "long" | "mux";
  readonly address: string;
}

/** One name of a channel. */
export type DiagnosticsName = keyof DiagnosticsPayloads;

const names = [
  "kitex.connection.open",
  "kitex.connection.close",
  "kitex.connection.failed",
  "kitex.connection.callback-error",
  "kitex.listener.open",
  "kitex.listener.close",
  "kitex.listener.failed",
  "kitex.pool.open",
  "kitex.pool.reuse",
  "kitex.pool.evict",
] as const satisfies readonly DiagnosticsName[];

const channels = new Map<DiagnosticsName, Channel>(names.map((name) => [name, channel(name)]));

/** Publishes what `payload` makes, which is called only when somebody subscribed. */
export function publish<Name extends DiagnosticsName>(name: Name, payload: () => DiagnosticsPayloads[Name]): void {
  const found = channels.get(name);
  if (found?.hasSubscribers) found.publish(payload());
}

/**
 * Calls back an owner where an exception has nowhere to go: it must neither end the process nor keep others from being
 * told. It is published on `kitex.connection.callback-error`.
 */
export function callSafely(callback: string, call: () => void): void {
  try {
    call();
  } catch (error) {
    reportThrown(callback, error);
  }
}

/** Publishes what a callback of an owner threw, on `kitex.connection.callback-error`: it has nowhere else to go. */
export function reportThrown(callback: string, error: unknown): void {
  publish("kitex.connection.callback-error", () => ({ callback, error }));
}
