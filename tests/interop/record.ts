// Records what Kitex for Go says to itself: `node --conditions=@kitex-ts/source tests/interop/record.ts` writes the
// files of recorded/ anew. It needs the peer that `npm run setup:peers` builds.

import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { findPeer } from "../../scripts/peers/find.mjs";
import { kitexGoVersion } from "../../scripts/peers/kitex-go.mjs";
import { GoPeer } from "./go-peer.ts";
import type { ServedPeer, Values } from "./peer.ts";
import { recordDraining } from "./record-draining.ts";
import { recordEvolution } from "./record-evolution.ts";
import { callsToRecord, type RecordedCall } from "./recorded/calls.ts";
import { RecordingProxy } from "./recorded/proxy.ts";
import {
  RECORDED_SERVER,
  RECORDED_TIMEOUT_MS,
  type RecordedWay,
  recordedWays,
  recordingFile,
  type Vector,
} from "./recorded/vector.ts";
import { CALLER, DESTINATION } from "./way.ts";

const program = findPeer("kitex-go", process.env, kitexGoVersion());
if (program === undefined) {
  console.error("kitex-go is not on this machine; `npm run setup:peers` builds it");
  process.exit(1);
}

await using go = new GoPeer(program);
const server = await go.serve({ name: RECORDED_SERVER, services: ["Lab"] });
const sharing = await go.serve({ name: RECORDED_SERVER, services: ["Lab"], mux: true });
const older = await go.serve({ name: RECORDED_SERVER, services: ["EvolvingV1"] });
const olderSharing = await go.serve({ name: RECORDED_SERVER, services: ["EvolvingV1"], mux: true });
const versions = await versionsOf(new URL("go/go.mod", import.meta.url));
for (const way of recordedWays) {
  const vectors: Vector[] = [];
  for (const call of callsToRecord(way)) vectors.push(await record(call, way, serverOf(call, way)));
  write(
    way.name,
    "Calls between Kitex for Go and itself, recorded through a proxy, and what both sides say of them.",
    vectors,
  );
}
write("evolution", "Calls between Kitex for Go and itself, by IDLs of two ages.", await recordEvolution(go));
write("draining", "What a server of Kitex for Go sends while it stops.", [
  await recordDraining(program, "long"),
  await recordDraining(program, "mux"),
]);

function serverOf({ service }: RecordedCall, { connection }: RecordedWay): ServedPeer {
  if (service === "EvolvingV2") return connection === "mux" ? olderSharing : older;
  return connection === "mux" ? sharing : server;
}

async function record(call: RecordedCall, { transport, connection }: RecordedWay, to: ServedPeer): Promise<Vector> {
  const { name, service, method, args, ...meta } = call;
  await using proxy = await RecordingProxy.start(to.address);
  const client = await go.dialWith({
    service,
    address: proxy.address,
    destination: DESTINATION,
    callerService: CALLER,
    transport,
    connection,
    connectTimeoutMs: 0,
  });
  const called = await client.call(method, args, { timeoutMs: RECORDED_TIMEOUT_MS, ...meta });
  await client.hangUp();
  const [seen] = await to.seen(service === "Lab" ? 1 : 0);
  // Kitex's shared connections outlive their client.
  if (connection === "mux") proxy.cut();
  const { sent, received } = await proxy.next();
  const headed = transport.startsWith("ttheader");
  const requestHeaders = seen?.wire?.headers;
  return {
    name,
    service,
    method,
    ...meta,
    request: {
      hex: sent.toString("hex"),
      seqId: called.seqId ?? 0,
      args: seen?.args ?? args,
      ...(headed && requestHeaders !== undefined ? { headers: requestHeaders } : {}),
    },
    ...(received.length === 0
      ? {}
      : {
          reply: {
            hex: received.toString("hex"),
            outcome: called.outcome,
            ...(headed && called.headers !== undefined ? { headers: called.headers } : {}),
          },
        }),
  };
}

/** The modules that speak on the wire, and their versions. */
async function versionsOf(goMod: URL): Promise<Values> {
  const lines = (await readFile(goMod, "utf8")).matchAll(
    /github\.com\/(cloudwego\/(?:kitex|gopkg|netpoll|thriftgo)) (\S+)/g,
  );
  return Object.fromEntries(Array.from(lines, ([, module = "", version = ""]) => [module, version]));
}

/** A call a line, so that a change shows what it changes. */
function write(name: string, what: string, vectors: readonly object[]): void {
  const command = "node --conditions=@kitex-ts/source tests/interop/record.ts";
  const lines = [{ what, versions, command }, ...vectors].map((line) => `${JSON.stringify(line)}\n`);
  writeFileSync(recordingFile(name), lines.join(""));
  console.log(`${name}: ${vectors.length}`);
}
