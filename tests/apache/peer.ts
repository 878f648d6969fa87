import type { Plain } from "../interop/plain.ts";

/** How Thrift binary goes over the wire: Apache's framed or buffered transport, under plain or multiplexed names. */
export interface Way {
  readonly framed: boolean;
  /** With it, a server has both services; without, `Cross` alone. */
  readonly multiplexed: boolean;
}

/** The services of the IDL. */
export type ServiceName = "Cross" | "Second";

/** Our library with code of our tool or of Apache's compiler; npm `thrift`; Apache's Go library. */
export type PeerKind = "ours" | "npm" | "go";

/** A program that can serve and call; values of the IDL are told as JSON, as ../interop/plain.ts says. */
export interface Peer {
  readonly kind: PeerKind;
  serve(way: Way): Promise<ServedPeer>;
  dial(service: ServiceName, way: Way, port: number): Promise<DialedPeer>;
}

/** A server that runs on 127.0.0.1. */
export interface ServedPeer {
  readonly port: number;
  /** Waits until `count` calls reached a handler, and gives all that did since the last time. */
  seen(count: number): Promise<readonly SeenCall[]>;
  stop(): Promise<void>;
}

/** What a handler was called with. */
export interface SeenCall {
  readonly method: string;
  readonly args: readonly Plain[];
}

/** A client. */
export interface DialedPeer {
  /** `args` are in the order of the IDL. */
  call(method: string, args: readonly Plain[]): Promise<Outcome>;
  hangUp(): Promise<void>;
}

export type Outcome =
  /** `null` of a void or oneway method. */
  | { readonly kind: "value"; readonly value: Plain }
  /** An exception of the IDL, by its name in `throws`. */
  | { readonly kind: "declared"; readonly name: string; readonly value: Plain }
  /** An application exception that the server sent. */
  | { readonly kind: "remote"; readonly typeId: number; readonly message: string };

/** All ways. */
export const ways: readonly Way[] = [true, false].flatMap((framed) =>
  [false, true].map((multiplexed) => ({ framed, multiplexed })),
);

export function titleOf({ framed, multiplexed }: Way): string {
  return `${framed ? "framed" : "buffered"}, ${multiplexed ? "multiplexed" : "plain"} names`;
}
