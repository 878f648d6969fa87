import { ourPeer } from "../../grpc/foreign/our-peer.ts";
import { GoPeer } from "../../grpc/peers/go-peer.ts";
import type { DialedPeer, ServedPeer } from "../../grpc/peers/peer.ts";
import { type CaseRunner, casesOn, type MatrixCase } from "../case-matrix.ts";
import { dialOurs } from "./our-client.ts";
import { protobufRows } from "./rows.ts";
import { type ProtobufRow, type ProtobufWay, protobufWays, titleOf } from "./way.ts";

/** One field of the matrix of Kitex Protobuf; its group is its way. */
export interface ProtobufCase extends MatrixCase {
  readonly way: ProtobufWay;
  readonly row: ProtobufRow;
}

/** Every field: all rows, way by way. */
export const protobufCases: readonly ProtobufCase[] = casesOn(protobufWays, protobufRows, titleOf);

/** Runs cases, and keeps the server and the client of a way while its cases follow one another. */
export class ProtobufMatrix implements CaseRunner<ProtobufCase> {
  readonly #go: GoPeer;
  #road: Road | undefined;

  /** `program` is the Go peer, `grpc-go`. */
  constructor(program: string) {
    this.#go = new GoPeer(program);
  }

  async run({ way, row }: ProtobufCase): Promise<void> {
    if (this.#road?.way !== way) {
      await this.#leave();
      this.#road = await openRoad(way, this.#go);
    }
    try {
      await row.run(this.#road);
    } catch (error) {
      // What the case left behind would spoil the next one.
      await this.#leave();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#leave();
    await this.#go[Symbol.asyncDispose]();
  }

  async #leave(): Promise<void> {
    const road = this.#road;
    this.#road = undefined;
    await road?.client.hangUp();
    // Those in Go end with their program: see tests/interop/matrix.ts.
    if (road?.way.to === "ours") await road.server.stop();
  }
}

interface Road {
  readonly way: ProtobufWay;
  readonly server: ServedPeer;
  readonly client: DialedPeer;
}

async function openRoad(way: ProtobufWay, go: GoPeer): Promise<Road> {
  const kitex = go.with("kitex");
  const server = await (way.to === "ours" ? ourPeer : kitex).serve({ mux: way.connection === "mux" });
  return { way, server, client: await dial(way, server.address, kitex) };
}

async function dial(way: ProtobufWay, address: string, kitex: ReturnType<GoPeer["with"]>): Promise<DialedPeer> {
  if (way.from === "ours") return dialOurs(address, way);
  const { transport, connection } = way;
  if (connection === "auto") throw new Error("Kitex for Go agrees on nothing");
  return kitex.dial({ address, transport, connection });
}
