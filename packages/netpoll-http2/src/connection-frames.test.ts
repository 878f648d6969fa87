import { pipe } from "@kitex-ts/netpoll/testing";
import { expect, test } from "vitest";
import { HeaderList } from "./header-list.ts";
import { serverSession } from "./session.ts";
import { post } from "./testdata/exchange.ts";
import {
  data,
  frame,
  headers,
  ping,
  pingAck,
  preface,
  request,
  response,
  settings,
  windowUpdate,
} from "./testdata/raw-frames.ts";
import { RawPeer } from "./testdata/raw-peer.ts";
import { Recorder } from "./testdata/recorder.ts";
import { clientRig, serverRig } from "./testdata/rig.ts";

const ok = new HeaderList([{ name: ":status", value: "200" }]);
const bandwidthPing = "02041010090e0707";

test("a client begins with the preface, and allows no pushes", async () => {
  using rig = await clientRig();
  expect(rig.peer.log[0]).toBe("SETTINGS 2=0 6=65536");
});

test("a server begins at once, without having heard anything", async () => {
  const [dialled, accepted] = pipe();
  const session = serverSession(accepted, new Recorder(), {
    initialWindowBytes: 100_000,
    initialConnectionWindowBytes: 1_000_000,
    maxFrameBytes: 20_000,
    headerTableBytes: 0,
  });
  accepted.receive(session.frameLength, session);
  const peer = RawPeer.mute(dialled);
  expect(await peer.next("SETTINGS")).toBe("SETTINGS 1=0 3=1000 4=100000 5=20000 6=65536");
  expect(await peer.next("WINDOW_UPDATE")).toBe("WINDOW_UPDATE 0 +934465");
  session.close();
  dialled.close();
});

test.each([
  ["no preface", [Buffer.from("GET / HTTP/1.1\r\nhost: x\r\n\r\n")]],
  ["a preface with a wrong last byte", [preface.subarray(0, 23), Buffer.of(0)]],
  ["another frame than SETTINGS first", [preface, ping("0000000000000000")]],
  ["an acknowledgement first", [preface, frame(4, 1, 0)]],
])("a server that gets %s says PROTOCOL_ERROR and closes", async (_what, bytes) => {
  const [dialled, accepted] = pipe();
  const owner = new Recorder();
  const session = serverSession(accepted, owner);
  accepted.receive(session.frameLength, session);
  const peer = RawPeer.mute(dialled);
  peer.send(...bytes);
  expect(await peer.next("GOAWAY")).toMatch(/^GOAWAY 0 code 1 /);
  await peer.closed;
  session.close();
});

test("a frame that is longer than allowed is refused before it is read: FRAME_SIZE_ERROR", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request), data(1, Buffer.alloc(16_385)).subarray(0, 9));
  expect(await rig.peer.next("GOAWAY")).toBe("GOAWAY 1 code 6 a frame of 16385 bytes, 16384 are allowed");
});

test("a PING is answered and told, its answer is neither", async () => {
  let pings = 0;
  using rig = await serverRig({}, { ...new Recorder(), onClose: () => {}, onPing: () => pings++ });
  pings = 0;
  rig.peer.send(ping("0102030405060708"), pingAck("ffffffffffffffff"));
  expect(await rig.peer.settled()).toEqual(["PING ack 0102030405060708"]);
  expect(pings).toBe(2); // the test's own is the second
});

test("an owner's PINGs are answered in order, each once, and one that throws hurts nobody", async () => {
  using rig = await serverRig();
  const answered: number[] = [];
  rig.session.ping(() => {
    answered.push(1);
    throw new Error("the owner's");
  });
  rig.session.ping(() => answered.push(2));
  expect(await rig.peer.settled()).toEqual(["PING 0000000000000000", "PING 0000000000000000"]);
  rig.peer.send(pingAck("0000000000000000"));
  await rig.peer.settled();
  expect(answered).toEqual([1]);
  rig.peer.send(pingAck("0000000000000000"), pingAck("0000000000000000"));
  expect(await rig.peer.settled()).toEqual([]);
  expect(answered).toEqual([1, 2]);
});

test("before its SETTINGS a server is opened a hundred streams, then as many as they allow", async () => {
  using rig = await clientRig({ peerSettings: [[3, 2]] });
  rig.session.open(post, true, rig.owner.stream("a"));
  rig.session.open(post, true, rig.owner.stream("b"));
  expect(rig.session.canOpen).toBe(false);
  rig.peer.send(headers(1, response, "end"));
  await rig.peer.settled();
  expect(rig.owner.log).toEqual(["room", "a: :status=200 end"]);
  rig.session.open(post, true, rig.owner.stream("c"));
  expect(rig.session.canOpen).toBe(false);
  rig.peer.send(settings([3, 3]));
  await rig.peer.settled();
  expect(rig.owner.log.at(-1)).toBe("room");
  rig.peer.send(settings([3, 0]));
  await rig.peer.settled();
  expect(rig.session.canOpen).toBe(false);
});

test("the first data of a connection asks for a measurement, and gives what came back at once", async () => {
  using rig = await serverRig({ options: { dynamicWindow: true } });
  rig.peer.send(headers(1, request), data(1, "hello"));
  expect(await rig.peer.settled()).toEqual(["WINDOW_UPDATE 0 +5", `PING ${bandwidthPing}`]);
  rig.peer.send(data(1, "again"));
  expect(await rig.peer.settled()).toEqual([]);
});

test("a smaller table for headers holds from its acknowledgement on", async () => {
  using rig = await serverRig({ options: { headerTableBytes: 0 } });
  const shrunk = Buffer.concat([Buffer.of(0x20), headers(1, request).subarray(9)]);
  rig.peer.send(frame(1, 5, 1, shrunk));
  await rig.peer.settled();
  expect(rig.owner.log).toEqual(["1: POST end"]);
  rig.peer.send(frame(1, 5, 3, Buffer.concat([Buffer.of(0x3f, 0xe1, 0x1f), headers(1, request).subarray(9)])));
  expect(await rig.peer.next("GOAWAY")).toMatch(/^GOAWAY 1 code 9 /);
});

test("a window that overflows ends what it belongs to: FLOW_CONTROL_ERROR", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request), windowUpdate(1, 0x7fff_ffff));
  expect(await rig.peer.settled()).toEqual(["RST_STREAM 1 code 3"]);
  rig.peer.send(headers(3, request), settings([4, 0x7fff_ffff]), windowUpdate(3, 1));
  expect(await rig.peer.settled()).toEqual(["SETTINGS ack", "RST_STREAM 3 code 3"]);
  rig.peer.send(windowUpdate(0, 0x7fff_ffff));
  expect(await rig.peer.next("GOAWAY")).toMatch(/^GOAWAY 3 code 3 /);
});

test("SETTINGS that make a window overflow that was opened further end the connection: FLOW_CONTROL_ERROR", async () => {
  using rig = await serverRig();
  rig.peer.send(headers(1, request), windowUpdate(1, 1), settings([4, 0x7fff_ffff]));
  expect(await rig.peer.next("GOAWAY")).toMatch(/^GOAWAY 1 code 3 /);
});

test("a peer that floods with PINGs is told to calm down, and one that pings among data is not", async () => {
  using calm = await serverRig();
  calm.peer.send(headers(1, request));
  for (let i = 0; i < 500; i++) calm.peer.send(ping("0000000000000001"), data(1, "x"));
  expect(await calm.peer.settled()).not.toContainEqual(expect.stringMatching(/^GOAWAY/));
  using rig = await serverRig();
  for (let i = 0; i < 201; i++) rig.peer.send(ping("0000000000000001"));
  expect(await rig.peer.next("GOAWAY")).toBe("GOAWAY 0 code 11 too many PINGs");
});

test("answers that a peer does not read are not gathered without end", async () => {
  const floods = {
    windowMs: 1,
    resets: 0,
    pings: 1e9,
    settings: 1e9,
    emptyFrames: 0,
    continuations: 0,
    idleFrames: 1e9,
  };
  using rig = await serverRig({ options: { floods }, connection: { pauseWhenCongested: false } });
  rig.peer.send(headers(1, request), windowUpdate(0, 1_000_000), windowUpdate(1, 1_000_000));
  await rig.peer.settled();
  rig.peer.connection.pause();
  rig.owner.streams[0]?.sendHeaders(ok, false);
  rig.owner.streams[0]?.sendData((out) => out.writeBytes(Buffer.alloc(1_000_000)), false);
  for (let i = 0; i < 20_000; i++) rig.peer.send(i % 2 === 0 ? ping("0000000000000001") : settings());
  await expect.poll(() => rig.connection.state.kind).not.toBe("open");
  expect(rig.connection.pendingWriteBytes).toBeLessThan(400_000);
});
