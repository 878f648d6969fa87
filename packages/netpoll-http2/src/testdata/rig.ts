import type { Connection, ConnectionOptions } from "@kitex-ts/netpoll";
import { pipe } from "@kitex-ts/netpoll/testing";
import { clientSession, type Http2Session, serverSession } from "../session.ts";
import type { SessionEvents } from "../session-events.ts";
import type { SessionOptions } from "../session-options.ts";
import { type Field, type Setting, settingsAck } from "./raw-frames.ts";
import { RawPeer } from "./raw-peer.ts";
import { Recorder } from "./recorder.ts";

/** A session under test, and the peer that drives it. */
export interface Rig<Owner extends SessionEvents> extends Disposable {
  readonly session: Http2Session;
  readonly peer: RawPeer;
  readonly owner: Owner;
  /** The session's end. */
  readonly connection: Connection;
}

/** What a rig may be told. Its windows stay as they are unless `options` has it otherwise, so that few frames come. */
export interface RigOptions {
  readonly options?: Partial<SessionOptions>;
  readonly peerSettings?: readonly Setting[];
  readonly connection?: Partial<ConnectionOptions>;
}

/** A server session whose peer has greeted it, and been greeted. */
export function serverRig(rig?: RigOptions): Promise<Rig<Recorder>>;
export function serverRig<Owner extends SessionEvents>(rig: RigOptions, owner: Owner): Promise<Rig<Owner>>;
export async function serverRig(
  rig: RigOptions = {},
  owner: SessionEvents = new Recorder(),
): Promise<Rig<SessionEvents>> {
  const [dialled, accepted] = pipe(rig.connection);
  const session = serverSession(accepted, owner, { dynamicWindow: false, ...rig.options });
  accepted.receive(session.frameLength, session);
  const peer = RawPeer.client(dialled, ...(rig.peerSettings ?? []));
  return greeted(session, peer, owner, accepted);
}

/** A client session whose peer has greeted it, and been greeted. */
export function clientRig(rig?: RigOptions): Promise<Rig<Recorder>>;
export function clientRig<Owner extends SessionEvents>(rig: RigOptions, owner: Owner): Promise<Rig<Owner>>;
export async function clientRig(
  rig: RigOptions = {},
  owner: SessionEvents = new Recorder(),
): Promise<Rig<SessionEvents>> {
  const [dialled, accepted] = pipe(rig.connection);
  const session = clientSession(dialled, owner, { dynamicWindow: false, ...rig.options });
  dialled.receive(session.frameLength, session);
  const peer = RawPeer.server(accepted, ...(rig.peerSettings ?? []));
  const made = await greeted(session, peer, owner, dialled);
  if (owner instanceof Recorder) owner.log.length = 0;
  return made;
}

async function greeted<Owner extends SessionEvents>(
  session: Http2Session,
  peer: RawPeer,
  owner: Owner,
  connection: Connection,
): Promise<Rig<Owner>> {
  await peer.next("SETTINGS");
  peer.send(settingsAck);
  await peer.settled();
  return {
    session,
    peer,
    owner,
    connection,
    [Symbol.dispose]: () => {
      session.close();
      peer.connection.close();
    },
  };
}

/** The fields of a request, and further ones. */
export function requestWith(...more: readonly Field[]): readonly Field[] {
  return [[":method", "POST"], [":scheme", "http"], [":path", "/"], ...more];
}
