// Records what Kitex for Go says to itself: `node --conditions=@kitex-ts/source tests/interop/record.ts` writes the
// files of recorded/ anew. It needs the peer that `npm run setup:peers` builds.

import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { findPeer } from "../../scripts/peers/find.mjs";
import { kitexGoVersion } from "../../scripts/peers/kitex-go.mjs";
import { GoPeer } from "./go-peer.ts";
import type { ServedPeer, TransportName, Values } from "./peer.ts";
import { callsToRecord, type RecordedCall } from "./recorded/calls.ts";
import { RecordingProxy } from "./recorded/proxy.ts";
import {
  RECORDED_SERVER,
  RECORDED_TIMEOUT_MS,
  type Recording,
  recordedTransports,
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
const older = await go.serve({ name: RECORDED_SERVER, services: ["EvolvingV1"] });
const versions = await versionsOf(new URL("go/go.mod", import.meta.url));
for (const transport of recordedTransports) {
  const vectors: Vector[] = [];
  for (const call of callsToRecord(transport)) {
    vectors.push(await record(call, transport, call.service === "EvolvingV2" ? older : server));
  }
  write({
    about: {
      what: "Calls between Kitex for Go and itself, recorded through a proxy, and what both sides say of them.",
      transport,
      versions,
      command: "node --conditions=@kitex-ts/source tests/interop/record.ts",
    },
    vectors,
  });
  console.log(`${vectors.length} calls on ${transport}`);
}

async function record(call: RecordedCall, transport: TransportName, to: ServedPeer): Promise<Vector> {
  const { name, service, method, args, ...meta } = call;
  await using proxy = await RecordingProxy.start(to.address);
  const client = await go.dialWith({
    service,
    address: proxy.address,
    destination: DESTINATION,
    callerService: CALLER,
    transport,
    connection: "short",
    connectTimeoutMs: 0,
  });
  const called = await client.call(method, args, { timeoutMs: RECORDED_TIMEOUT_MS, ...meta });
  const { sent, received } = await proxy.next();
  await client.hangUp();
  const known = service === "Lab";
  const [seen] = await to.seen(known ? 1 : 0);
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
function write({ about, vectors }: Recording): void {
  const lines = [about, ...vectors].map((line) => `${JSON.stringify(line)}\n`);
  writeFileSync(recordingFile(about.transport), lines.join(""));
}
