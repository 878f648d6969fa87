// What tests ask of an etcd behind the back of the package under test, through its JSON gateway.

import { httpJson } from "./http-call.ts";

/** An entry as it is stored. */
export interface StoredEntry {
  readonly key: string;
  readonly value: string;
  /** The id of its lease; `"0"` without one. */
  readonly lease: string;
}

/** What a user must show, where rights are checked. */
export interface EtcdUser {
  readonly name: string;
  readonly password: string;
}

/** Stores an entry without a lease. */
export async function putEntry(url: string, key: string, value: string): Promise<void> {
  await ask(url, "kv/put", { key: base64(key), value: base64(value) });
}

/** Removes an entry. */
export async function deleteEntry(url: string, key: string): Promise<void> {
  await ask(url, "kv/deleterange", { key: base64(key) });
}

/** Removes all entries below `prefix`, in one revision. */
export async function deleteBelow(url: string, prefix: string): Promise<void> {
  await ask(url, "kv/deleterange", { key: base64(prefix), range_end: base64(endOf(prefix)) });
}

/** The entries below `prefix`, by key. */
export async function entriesBelow(url: string, prefix: string): Promise<readonly StoredEntry[]> {
  interface Found {
    readonly kvs?: readonly { readonly key: string; readonly value?: string; readonly lease?: string }[];
  }
  const { kvs = [] } = await ask<Found>(url, "kv/range", { key: base64(prefix), range_end: base64(endOf(prefix)) });
  return kvs.map(({ key, value = "", lease = "0" }) => ({ key: text(key), value: text(value), lease }));
}

/** Forgets all revisions but the present one; a watch cannot go on from an earlier one. */
export async function compact(url: string): Promise<void> {
  interface Found {
    readonly header: { readonly revision: string };
  }
  const { header } = await ask<Found>(url, "kv/range", { key: base64("kitex") });
  await ask(url, "kv/compaction", { revision: header.revision });
}

/** Lets a lease end; its entries go with it. */
export async function revokeLease(url: string, lease: string): Promise<void> {
  await ask(url, "lease/revoke", { ID: lease });
}

const root: EtcdUser = { name: "root", password: "root" };

/** Checks rights from now on: `root` may do everything, and so may `user`. */
export async function enableAuth(url: string, user: EtcdUser): Promise<void> {
  await ask(url, "auth/role/add", { name: "root" });
  for (const { name, password } of [root, user]) {
    await ask(url, "auth/user/add", { name, password });
    await ask(url, "auth/user/grant", { user: name, role: "root" });
  }
  await ask(url, "auth/enable", {});
}

/** Gives a user another password, after `enableAuth`; whoever has the old one is not let in from then on. */
export async function changePassword(url: string, { name, password }: EtcdUser): Promise<void> {
  const { token } = await ask<{ readonly token: string }>(url, "auth/authenticate", root);
  await ask(url, "auth/user/changepw", { name, password }, { authorization: token });
}

function ask<T>(url: string, path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<T> {
  return httpJson<T>(`${url}/v3/${path}`, { method: "POST", body, headers });
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function text(base64Text: string): string {
  return Buffer.from(base64Text, "base64").toString();
}

/** The first key behind all that begin with `prefix`, whose last character is plain. */
function endOf(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
