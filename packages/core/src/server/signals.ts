import type { Logger } from "../logging/logger.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Closes gracefully at the first SIGINT or SIGTERM and then lets the signal end the process. Returns what takes it back. */
export function onExitSignal(close: () => Promise<void>, logger: Logger): () => void {
  const unhook = (): void => {
    for (const signal of SIGNALS) process.removeListener(signal, stop);
  };
  const stop = (signal: NodeJS.Signals): void => {
    // A second signal ends the process at once, as it would without us.
    unhook();
    close()
      .catch((error: unknown) => logger.error({ error }, "closing the server failed"))
      .finally(() => process.kill(process.pid, signal));
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return unhook;
}
