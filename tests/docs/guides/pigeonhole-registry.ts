import type { Registry, RegistryInfo } from "@kitex-ts/core/extension";

/** Milliseconds without a heartbeat after which the store forgets an entry. */
const TTL_MS = 6_000;

/** Stores what a server announces in the pigeonholes at `url`. */
export function pigeonholeRegistry(url: string): Registry {
  const send = async (method: string, info: RegistryInfo, signal: AbortSignal): Promise<void> => {
    const { service, address, weight, tags } = info;
    const entry = `${url}/holes/${encodeURIComponent(service)}/${encodeURIComponent(address)}?ttl=${TTL_MS}`;
    const body = JSON.stringify({ address, weight, tags: [...tags] });
    const answer = await fetch(entry, { method, body, signal });
    if (!answer.ok) throw new Error(`${method} ${entry} was answered with ${answer.status}`);
  };
  return {
    name: `pigeonholes ${url}`,
    heartbeatMs: TTL_MS / 3,
    register: (info, signal) => send("PUT", info, signal),
    heartbeat: (info, signal) => send("PATCH", info, signal), // 404 once it is forgotten
    deregister: (info, signal) => send("DELETE", info, signal),
  };
}
