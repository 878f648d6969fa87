import type { Connection } from "@kitex-ts/netpoll";
import { writeSettingsAck } from "./frame-writer.ts";
import type { Outbox } from "./outbox.ts";
import type { SessionOptions } from "./session-options.ts";
import {
  defaultSettings,
  headerTableSizes,
  readSettings,
  type Settings,
  settingsFor,
  writeSettings,
} from "./settings.ts";
import type { StreamTable } from "./stream-table.ts";

/** Streams that a client opens before it knows what the server allows; grpc-go's and Kitex's. */
const streamsBeforeSettings = 100;

/** What both sides allow each other, from when on (RFC 9113 section 6.5.3). */
export class SettingsExchange {
  readonly #side: "client" | "server";
  readonly #connection: Connection;
  readonly #table: StreamTable;
  readonly #ours: Settings;
  #theirs: Settings = defaultSettings;
  #received = false;
  /** Whether the peer has yet to acknowledge our SETTINGS. */
  #awaitsAcknowledgement = false;
  /**
   * What the peer holds our windows to be when a stream is opened. Until it has acknowledged a smaller one it may send
   * as much as the default allows.
   */
  #receiveWindowBytes: number;

  constructor(side: "client" | "server", connection: Connection, table: StreamTable, options: SessionOptions) {
    this.#side = side;
    this.#connection = connection;
    this.#table = table;
    this.#ours = settingsFor(side, options);
    this.#receiveWindowBytes = Math.max(this.#ours.initialWindowBytes, defaultSettings.initialWindowBytes);
  }

  /** Whether the peer has sent SETTINGS, which is to be the first that it sends. */
  get received(): boolean {
    return this.#received;
  }

  /** Streams that the peer allows. */
  get maxStreams(): number {
    return this.#received ? this.#theirs.maxConcurrentStreams : streamsBeforeSettings;
  }

  get sendWindowBytes(): number {
    return this.#theirs.initialWindowBytes;
  }

  get receiveWindowBytes(): number {
    return this.#receiveWindowBytes;
  }

  /** Says what this side allows. */
  begin(): void {
    writeSettings(this.#connection.writer, this.#ours, defaultSettings);
    this.#connection.flush();
    this.#awaitsAcknowledgement = true;
  }

  /** Takes a SETTINGS frame of the peer's, and acknowledges it. Throws a `FrameError`. */
  receive(frame: Buffer, outbox: Outbox): void {
    const before = this.#theirs;
    this.#theirs = readSettings(frame, this.#side === "client" ? "server" : "client", before);
    this.#received = true;
    writeSettingsAck(this.#connection.writer);
    this.#connection.flush();
    for (const bytes of headerTableSizes(frame)) outbox.limitHeaderTable(bytes);
    outbox.applySettings(before, this.#theirs, this.#table.open);
  }

  /** Takes an acknowledgement. Gives what the peer keeps to; `undefined` when there was nothing to acknowledge. */
  acknowledged(): Settings | undefined {
    if (!this.#awaitsAcknowledgement) return undefined;
    this.#awaitsAcknowledgement = false;
    this.#keepTo(this.#ours.initialWindowBytes);
    return this.#ours;
  }

  #keepTo(windowBytes: number): void {
    const change = windowBytes - this.#receiveWindowBytes;
    if (change === 0) return;
    this.#receiveWindowBytes = windowBytes;
    for (const stream of this.#table.open) stream.resizeWindow(change);
  }
}
