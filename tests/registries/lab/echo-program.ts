// A server of ours as a process of its own, to be frozen and killed: `node echo-program.ts REGISTRY OPTIONS`, the options
// being those of `startEchoServer` as JSON. Prints its address when it listens.

import { registryKinds } from "../kinds/all.ts";
import type { RegistryName } from "../kinds/kind.ts";
import { type EchoServerOptions, startEchoServer } from "./echo-server.ts";

const [name = "", text = ""] = process.argv.slice(2);
if (!isRegistryName(name)) throw new Error(`no registry ${name}`);
const options: EchoServerOptions = JSON.parse(text);
const { address } = await startEchoServer(registryKinds[name], { ...options, handleSignals: true });
console.log(address);

function isRegistryName(text: string): text is RegistryName {
  return Object.hasOwn(registryKinds, text);
}
