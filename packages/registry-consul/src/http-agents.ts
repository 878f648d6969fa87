import { type AgentOptions, Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Socket } from "node:net";
import type { ConsulConnection } from "./connection-options.ts";

/** Requests are seconds apart: with a connection for each, none is lost to one that died meanwhile, and none stays. */
export function connectionForEach(connection: ConsulConnection): HttpAgent {
  return agentFor(connection, { keepAlive: false });
}

/**
 * One connection for requests that follow each other, and never another: once it is lost, requests fail. It holds the
 * process for its first request alone. `destroy()` closes it.
 */
export function oneConnection(connection: ConsulConnection): HttpAgent {
  const agent = agentFor(connection, { keepAlive: true, maxSockets: 1 });
  connectOnce(agent);
  const reuse = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (socket, request) => {
    reuse(socket, request);
    if (socket instanceof Socket) socket.unref();
  };
  return agent;
}

function agentFor({ encrypted, host, secureContext }: ConsulConnection, options: AgentOptions): HttpAgent {
  if (!encrypted) return new HttpAgent({ ...options, host });
  const trust = secureContext === undefined ? {} : { secureContext };
  return new HttpsAgent({ ...options, host, rejectUnauthorized: true, ...trust });
}

function connectOnce(agent: HttpAgent): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    agent.createConnection = (_options, refuse) => {
      refuse?.(new Error("the connection was closed"), new Socket()); // who reads the error looks at no socket
      return undefined;
    };
    return connect(options, callback);
  };
}
