import { Socket } from "node:net";
import { join, relative, sep } from "node:path";
import { vi } from "vitest";
import { root } from "../support/workspace.ts";

/** Where a call was seen: the files of one side of it, in the order in which they were first reached. */
export interface Road {
  /** Adds what stands on the stack at this moment, the outermost file first. */
  look(): void;
  readonly files: readonly string[];
}

/** What a call carries along, and what guards a callback, are no places that it passes. */
const noPlaces = ["core/context/rpc-context.ts", "netpoll/diagnostics.ts"];

/** Records the files on the stack whenever it is told to look. */
export function recordRoad(): Road {
  const files: string[] = [];
  return {
    files,
    look: () => {
      for (const file of filesOnStack()) {
        if (!files.includes(file) && !noPlaces.includes(file)) files.push(file);
      }
    },
  };
}

/** Calls `look` whenever bytes are about to leave by a socket. Returns what takes it back. */
export function lookAtWrites(look: (socket: Socket) => void): () => void {
  const write = Socket.prototype.write;
  const spied = vi.spyOn(Socket.prototype, "write").mockImplementation(function (this: Socket, ...args: unknown[]) {
    look(this);
    return Reflect.apply(write, this, args);
  });
  return () => spied.mockRestore();
}

/** The workspace's source files on the stack, outermost first; frames of earlier turns of the event loop are not there. */
function filesOnStack(): readonly string[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const { stack = "" } = new Error("look");
  Error.stackTraceLimit = limit;
  // What stands below this line waits for what stands above it, and is not on the stack.
  const [running = ""] = stack.split("processTicksAndRejections", 1);
  const lines = running.split("\n");
  return lines.flatMap((line) => nameOf(/\(?(\/[^():]+\.ts):/.exec(line)?.[1])).reverse();
}

/** `core/client/client.ts` for a source of a package, `kitex-gen/…` for generated code. */
function nameOf(path: string | undefined): readonly string[] {
  if (path === undefined) return [];
  const parts = relative(root, path).split(sep);
  if (parts[0] === "packages" && parts[2] === "src") return [join(parts[1] ?? "", ...parts.slice(3))];
  if (parts[1] === "fixtures") return [parts.slice(2).join("/")];
  return [];
}
