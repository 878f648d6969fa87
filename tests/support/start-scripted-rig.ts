import type { Client, ClientOptions } from "@kitex-ts/core";
import { type FakeClock, fakeClock } from "@kitex-ts/netpoll/testing";
import type { LabClient } from "../fixtures/kitex-gen/echo/service.ts";
import type { TransportCase } from "./each-transport.ts";
import { type LeakWatch, watchForLeaks } from "./leaks.ts";
import { type ScriptedPeer, type ScriptedPeerOptions, scriptedPeer } from "./scripted-peer.ts";
import { labClient } from "./start-rig.ts";

/** A client, and a peer that misbehaves as it is told. When it goes, it closes both and fails if anything is left. */
export interface ScriptedRig extends AsyncDisposable {
  readonly peer: ScriptedPeer;
  readonly client: Client<LabClient>;
  /** The client's time; it stands still. */
  readonly clock: FakeClock;
  readonly leaks: LeakWatch;
}

/** Starts a {@link ScriptedRig} whose client speaks as `transport` says; the peer takes offers where it says so. */
export async function startScriptedRig(
  transport: TransportCase,
  script: ScriptedPeerOptions = {},
  options: Partial<ClientOptions> = {},
): Promise<ScriptedRig> {
  const clock = fakeClock();
  const leaks = watchForLeaks(clock);
  const peer = await scriptedPeer({ agrees: transport.sharing === "agreed", ...script });
  const client = labClient(peer.hostPort, { ...transport.client, clock: leaks.clock, ...options });
  return {
    peer,
    client,
    clock,
    leaks,
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await peer[Symbol.asyncDispose]();
      await leaks.settled();
    },
  };
}
