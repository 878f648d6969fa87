import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below the range from which systems give ports to outgoing connections: a server that comes back on its port would
 * else find it taken, now and then by a caller that has connected to itself.
 */
const [LOWEST, HIGHEST] = [15_000, 32_000];

/** Finds `count` ports of 127.0.0.1 on which nobody listens. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
