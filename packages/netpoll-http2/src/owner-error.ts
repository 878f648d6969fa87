import { channel } from "node:diagnostics_channel";

/** Where netpoll's connections tell of the same. */
const callbackErrors = channel("kitex.connection.callback-error");

/** Publishes what a callback of an owner threw: it has nowhere else to go. */
export function reportThrown(callback: string, error: unknown): void {
  callbackErrors.publish({ callback, error });
}
