// What tests ask of a Consul agent behind the back of the package under test.

import { httpJson } from "./http-call.ts";

/** An entry as the agent lists it; the part that tests look at. */
export interface AgentService {
  readonly ID: string;
  readonly Service: string;
  readonly Tags: readonly string[];
  readonly Address: string;
  readonly Port: number;
  readonly Weights: { readonly Passing: number; readonly Warning: number };
}

/** Where an agent is, and who asks. */
export interface ConsulAccess {
  readonly url: string;
  readonly token?: string | undefined;
}

/** Registers what `body` says, as it stands. */
export async function registerService(at: ConsulAccess, body: object): Promise<void> {
  await ask(at, "PUT", "/v1/agent/service/register", body);
}

/** Removes an entry. */
export async function deregisterService(at: ConsulAccess, id: string): Promise<void> {
  await ask(at, "PUT", `/v1/agent/service/deregister/${encodeURIComponent(id)}`);
}

/** All entries of a service, whatever their checks say, by id. */
export async function servicesNamed(at: ConsulAccess, service: string): Promise<readonly AgentService[]> {
  const all = await ask<Readonly<Record<string, AgentService>>>(at, "GET", "/v1/agent/services");
  return Object.values(all)
    .filter(({ Service }) => Service === service)
    .sort((a, b) => a.ID.localeCompare(b.ID));
}

/** Makes a token that may do everything, known by both of its ids. */
export async function createToken(at: ConsulAccess, accessorId: string, secretId: string): Promise<void> {
  const policies = [{ Name: "global-management" }];
  await ask(at, "PUT", "/v1/acl/token", { AccessorID: accessorId, SecretID: secretId, Policies: policies });
}

/** Makes a token worthless. */
export async function deleteToken(at: ConsulAccess, accessorId: string): Promise<void> {
  await ask(at, "DELETE", `/v1/acl/token/${accessorId}`);
}

function ask<T>(
  { url, token }: ConsulAccess,
  method: "GET" | "PUT" | "DELETE",
  path: string,
  body?: object,
): Promise<T> {
  const headers = token === undefined ? {} : { "x-consul-token": token };
  return httpJson<T>(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
}
