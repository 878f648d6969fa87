import { lstat, unlink } from "node:fs/promises";
import { connect } from "node:net";

/**
 * Removes a Unix socket file that a dead process left behind, and says whether the path is free.
 *
 * A file that somebody answers behind, or that is no socket, is left alone.
 */
export async function removeStaleSocket(path: string): Promise<boolean> {
  try {
    if (!(await lstat(path)).isSocket()) return false;
    if (await answers(path)) return false;
    await unlink(path);
    return true;
  } catch (error) {
    return isAbsent(error);
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("connect", () => settle(true));
    // Only a refusal shows that nobody listens; a full backlog or a missing permission shows that somebody does.
    socket.on("error", (error) => settle(!("code" in error && error.code === "ECONNREFUSED")));
  });
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
