// One server, as a process of its own: node server.ts etcd|consul URL NAME

import { serveGreeter } from "./greeter-server.ts";
import { registryAt } from "./registries.ts";

const [kind, url = "", name = ""] = process.argv.slice(2);
// SIGTERM takes the announcement back, waits for the calls in flight, and ends the process.
await serveGreeter(name, registryAt(kind === "etcd" ? "etcd" : "consul", url), true);
console.log("listening");
