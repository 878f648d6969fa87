import { type ByteWriter, u16At, u32At } from "@kitex-ts/netpoll/buffer";
import { Http2ErrorCode } from "./error-code.ts";
import { connectionError, type FrameError } from "./frame-error.ts";
import { FrameType, frameHeaderBytes } from "./frame-header.ts";
import { writeFrameHeader } from "./frame-writer.ts";
import type { SessionOptions } from "./session-options.ts";

/** What one side lets the other do (RFC 9113 section 6.5.2). Sizes are in bytes. */
export interface Settings {
  /** Size of the table that the other side's header encoder may use. */
  readonly headerTableBytes: number;
  /** Whether the other side may push. */
  readonly pushAllowed: boolean;
  /** Streams that the other side may have open. */
  readonly maxConcurrentStreams: number;
  /** The window that a stream has when it is opened. */
  readonly initialWindowBytes: number;
  /** The largest payload of a frame. */
  readonly maxFrameBytes: number;
  /** The largest header list; advisory. */
  readonly maxHeaderListBytes: number;
}

/** What holds for a peer that has said nothing; there `Infinity` is "no limit". */
export const defaultSettings: Settings = {
  headerTableBytes: 4096,
  pushAllowed: true,
  maxConcurrentStreams: Number.POSITIVE_INFINITY,
  initialWindowBytes: 65_535,
  maxFrameBytes: 16_384,
  maxHeaderListBytes: Number.POSITIVE_INFINITY,
};

/** The largest flow-control window (RFC 9113 section 6.9.1). */
export const maxWindow = 0x7fff_ffff;

const SettingId = {
  HeaderTableSize: 1,
  EnablePush: 2,
  MaxConcurrentStreams: 3,
  InitialWindowSize: 4,
  MaxFrameSize: 5,
  MaxHeaderListSize: 6,
} as const;

/** The most that SETTINGS_MAX_FRAME_SIZE may be. */
const largestFrame = 0xff_ffff;

/** What this side tells a peer about itself. A client allows no streams of the server's, by allowing no push. */
export function settingsFor(side: "client" | "server", options: SessionOptions): Settings {
  return {
    headerTableBytes: options.headerTableBytes,
    pushAllowed: side === "server",
    maxConcurrentStreams: side === "server" ? options.maxConcurrentStreams : Number.POSITIVE_INFINITY,
    initialWindowBytes: options.initialWindowBytes,
    maxFrameBytes: options.maxFrameBytes,
    maxHeaderListBytes: options.maxHeaderListBytes,
  };
}

/** Appends a SETTINGS frame with what `settings` has otherwise than `known`, which the peer was told or assumes. */
export function writeSettings(out: ByteWriter, settings: Settings, known: Settings = defaultSettings): void {
  const before = valuesOf(known);
  const changed = valuesOf(settings).flatMap((value, i) => (value === before[i] ? [] : [{ id: i + 1, value }]));
  writeFrameHeader(out, changed.length * 6, FrameType.Settings, 0, 0);
  for (const { id, value } of changed) {
    out.writeI16(id);
    out.writeI32(Math.min(value, 0xffff_ffff));
  }
}

/** In the order of their ids, from 1 on. */
function valuesOf(settings: Settings): readonly number[] {
  return [
    settings.headerTableBytes,
    settings.pushAllowed ? 1 : 0,
    settings.maxConcurrentStreams,
    settings.initialWindowBytes,
    settings.maxFrameBytes,
    settings.maxHeaderListBytes,
  ];
}

/**
 * The settings of a peer after a SETTINGS frame (with a sound length, and no answer). `from` is what the peer is: a
 * server may not allow pushes. Throws a `FrameError`.
 */
export function readSettings(frame: Buffer, from: "client" | "server", current: Settings): Settings {
  const next: { -readonly [Key in keyof Settings]: Settings[Key] } = { ...current };
  for (let at = frameHeaderBytes; at < frame.length; at += 6) {
    const value = u32At(frame, at + 2);
    switch (u16At(frame, at)) {
      case SettingId.HeaderTableSize:
        next.headerTableBytes = value;
        break;
      case SettingId.EnablePush:
        if (value > (from === "server" ? 0 : 1)) throw outOfRange("ENABLE_PUSH", value);
        next.pushAllowed = value === 1;
        break;
      case SettingId.MaxConcurrentStreams:
        next.maxConcurrentStreams = value;
        break;
      case SettingId.InitialWindowSize:
        if (value > maxWindow) {
          throw connectionError(Http2ErrorCode.FlowControlError, `SETTINGS with an INITIAL_WINDOW_SIZE of ${value}`);
        }
        next.initialWindowBytes = value;
        break;
      case SettingId.MaxFrameSize:
        if (value < defaultSettings.maxFrameBytes || value > largestFrame) throw outOfRange("MAX_FRAME_SIZE", value);
        next.maxFrameBytes = value;
        break;
      case SettingId.MaxHeaderListSize:
        next.maxHeaderListBytes = value;
        break;
    }
  }
  return next;
}

/**
 * Every size of the header table that a SETTINGS frame names, in order: an encoder follows each, because the next
 * block tells the peer of the smallest (RFC 7541 section 4.2).
 */
export function headerTableSizes(frame: Buffer): readonly number[] {
  const sizes: number[] = [];
  for (let at = frameHeaderBytes; at < frame.length; at += 6) {
    if (u16At(frame, at) === SettingId.HeaderTableSize) sizes.push(u32At(frame, at + 2));
  }
  return sizes;
}

function outOfRange(name: string, value: number): FrameError {
  return connectionError(Http2ErrorCode.ProtocolError, `SETTINGS with ${name} ${value}`);
}
