import type { Connection } from "@kitex-ts/netpoll";
import { FloodGuard } from "./flood-guard.ts";
import { IncomingFrames } from "./incoming-frames.ts";
import { Inflow } from "./inflow.ts";
import { Outbox } from "./outbox.ts";
import { Pings } from "./pings.ts";
import type { SessionOptions } from "./session-options.ts";
import { defaultSettings } from "./settings.ts";
import { SettingsExchange } from "./settings-exchange.ts";
import { StreamTable } from "./stream-table.ts";

/** What a session is made of, for those who take its frames. */
export interface SessionParts {
  readonly side: "client" | "server";
  readonly connection: Connection;
  readonly options: SessionOptions;
  readonly incoming: IncomingFrames;
  readonly floods: FloodGuard;
  readonly outbox: Outbox;
  readonly inflow: Inflow;
  readonly pings: Pings;
  readonly table: StreamTable;
  readonly settings: SettingsExchange;
}

export function makeSessionParts(
  side: "client" | "server",
  connection: Connection,
  options: SessionOptions,
): SessionParts {
  const floods = new FloodGuard(options.floods, options.clock);
  const table = new StreamTable();
  return {
    side,
    connection,
    options,
    incoming: new IncomingFrames(side === "client" ? "server" : "client", options.maxFrameBytes),
    floods,
    outbox: new Outbox(connection, floods, options.streamHighWaterBytes),
    inflow: new Inflow(connection, defaultSettings.initialWindowBytes, options.maxUnconsumedBytes),
    pings: new Pings(connection),
    table,
    settings: new SettingsExchange(side, connection, table, options),
  };
}
