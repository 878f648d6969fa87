import { Connection } from "../connection.ts";
import { type ConnectionOptions, connectionDefaults, resolveConnectionOptions } from "../connection-options.ts";
import { MemorySocket } from "./memory-socket.ts";

/**
 * Two connected connections in memory: the first behaves as one that was dialled, the second as one that was accepted.
 * Nothing is delivered in the turn of the event loop in which it was written, as with sockets.
 */
export function pipe(options: Partial<ConnectionOptions> = {}): [dialled: Connection, accepted: Connection] {
  const dialled = new MemorySocket("memory:dialled", "memory:accepted");
  const accepted = new MemorySocket("memory:accepted", "memory:dialled");
  MemorySocket.join(dialled, accepted);
  const acceptedDefaults = { ...connectionDefaults, pauseWhenCongested: true, answersBeforeRefusing: true };
  return [
    new Connection(dialled, resolveConnectionOptions(options)),
    new Connection(accepted, resolveConnectionOptions(options, acceptedDefaults)),
  ];
}
