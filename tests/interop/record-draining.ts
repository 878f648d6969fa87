import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { GoPeer } from "./go-peer.ts";
import { type DrainRecording, WAITING } from "./recorded/draining.ts";
import { RecordingProxy } from "./recorded/proxy.ts";
import { CALLER, DESTINATION } from "./way.ts";

/** A Kitex server begins to mark replies 50 ms after it was told to stop; this is enough on any machine. */
const DRAINS_AFTER_MS = 500;

/** Records what a Kitex server sends that is stopped with a call in flight; `program` is the Go peer. */
export async function recordDraining(
  program: string,
  connection: DrainRecording["connection"],
): Promise<DrainRecording> {
  // Its own program: netpoll closes the descriptor of a listener twice, which can hit others in the process.
  await using go = new GoPeer(program);
  const mux = connection === "mux";
  const request = await requestOf(go, mux);
  const server = await go.serve({ name: "recorded", services: ["Lab"], mux });
  const { hostname, port } = new URL(`tcp://${server.address}`);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  // Kitex's own mux client does not survive the control frame, so the bytes of a client are sent by this socket.
  socket.write(mux ? request : Buffer.concat([request, request]));
  await server.seen(1);
  const stopped = server.stop();
  await pause(DRAINS_AFTER_MS);
  await server.release();
  if (!mux) {
    await server.seen(1);
    await server.release();
  }
  await once(socket, "end");
  await stopped;
  return { connection, request: request.toString("hex"), received: Buffer.concat(chunks).toString("hex") };
}

/** What Kitex's client sends for the call. */
async function requestOf(go: GoPeer, mux: boolean): Promise<Buffer> {
  const server = await go.serve({ name: "recorded", services: ["Lab"], mux });
  await using proxy = await RecordingProxy.start(server.address);
  const client = await go.dial({
    service: "Lab",
    address: proxy.address,
    destination: DESTINATION,
    callerService: CALLER,
    transport: "ttheader-framed",
    connection: mux ? "mux" : "short",
  });
  const called = client.call(WAITING.method, WAITING.args);
  await server.seen(1);
  await server.release();
  await called;
  await client.hangUp();
  proxy.cut();
  return (await proxy.next()).sent;
}
