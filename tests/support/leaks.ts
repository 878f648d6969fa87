import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { getEventListeners } from "node:events";
import { type Clock, type DiagnosticsName, systemClock } from "@kitex-ts/netpoll";
import { countResources } from "@kitex-ts/netpoll/testing";
import { until } from "./until.ts";

const OPENED: DiagnosticsName = "kitex.connection.open";
const CLOSED: DiagnosticsName = "kitex.connection.close";
const CALLBACK_THREW: DiagnosticsName = "kitex.connection.callback-error";

/** Counts what a test leaves behind. Made before anything is opened. */
export interface LeakWatch {
  /** A clock for clients and servers whose timers are counted. */
  readonly clock: Clock;
  /** Timers of `clock` that are set. */
  readonly timers: number;
  /** Connections of either side, also those that do not keep the process alive. */
  readonly connections: number;
  /** Connections opened since the watch began. */
  readonly opened: number;
  /**
   * Waits until everything is gone; fails with what is still there, with errors that were swallowed on the way, and
   * with listeners that piled up.
   */
  settled(): Promise<void>;
}

/** Begins to count; `over` is the clock that is counted on. */
export function watchForLeaks(over: Clock = systemClock): LeakWatch {
  const before = countResources();
  const timers = new Set<object>();
  const ids = new Set<unknown>();
  let opened = 0;
  const onOpen = (message: unknown): void => {
    opened += 1;
    ids.add(idOf(message));
  };
  const onClose = (message: unknown): void => {
    ids.delete(idOf(message));
  };
  const complaints: unknown[] = [];
  const complain = (message: unknown): void => {
    complaints.push(message);
  };
  const onWarning = (warning: Error): void => {
    if (warning.name === "MaxListenersExceededWarning") complaints.push(warning);
  };
  subscribe(OPENED, onOpen);
  subscribe(CLOSED, onClose);
  subscribe(CALLBACK_THREW, complain);
  process.on("warning", onWarning);
  return {
    clock: {
      now: () => over.now(),
      setTimer: (fn, ms) => {
        const fired = (): void => {
          timers.delete(timer);
          fn();
        };
        const running = over.setTimer(fired, ms);
        const timer = {
          cancel: () => {
            timers.delete(timer);
            running.cancel();
          },
        };
        timers.add(timer);
        return timer;
      },
    },
    get timers() {
      return timers.size;
    },
    get connections() {
      return ids.size;
    },
    get opened() {
      return opened;
    },
    settled: async () => {
      const left = (): string => {
        const { sockets, servers } = countResources();
        return JSON.stringify({
          timers: timers.size,
          connections: ids.size,
          sockets: Math.max(0, sockets - before.sockets),
          servers: Math.max(0, servers - before.servers),
        });
      };
      const nothing = JSON.stringify({ timers: 0, connections: 0, sockets: 0, servers: 0 });
      try {
        await until(
          () => left() === nothing,
          () => `left behind: ${left()}`,
        );
      } finally {
        unsubscribe(OPENED, onOpen);
        unsubscribe(CLOSED, onClose);
        unsubscribe(CALLBACK_THREW, complain);
        process.off("warning", onWarning);
      }
      if (complaints.length > 0) throw new AggregateError(complaints, "errors that reached nobody");
    },
  };
}

/** How many listeners wait for `signal` to abort. */
export function abortListeners(signal: AbortSignal): number {
  return getEventListeners(signal, "abort").length;
}

function idOf(message: unknown): unknown {
  return typeof message === "object" && message !== null && "id" in message ? message.id : undefined;
}
