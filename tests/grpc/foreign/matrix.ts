import { type CaseRunner, casesOn, type MatrixCase } from "../../interop/case-matrix.ts";
import { GoPeer } from "../peers/go-peer.ts";
import type { DialedPeer, Peer, ServedPeer } from "../peers/peer.ts";
import { grpcJsPeer } from "./grpc-js-peer.ts";
import { ourPeer } from "./our-peer.ts";
import { rows } from "./rows/all.ts";
import { type Ends, type LibraryName, type Row, titleOf, type Way, ways } from "./way.ts";

/** One field of the matrix of gRPC; its group is its way. */
export interface GrpcCase extends MatrixCase {
  readonly way: Way;
  readonly row: Row;
}

/** Every field: all rows, way by way. */
export const grpcCases: readonly GrpcCase[] = casesOn(ways, rows, titleOf);

/** Runs cases, and keeps the server and the client of a way while its cases follow one another. */
export class GrpcMatrix implements CaseRunner<GrpcCase> {
  readonly #program: string;
  readonly #go: GoPeer;
  #road: Road | undefined;

  /** `program` is the Go peer, `grpc-go`. */
  constructor(program: string) {
    this.#program = program;
    this.#go = new GoPeer(program);
  }

  async run({ way, row }: GrpcCase): Promise<void> {
    this.#road = this.#road?.way === way ? this.#road : await this.#enter(way);
    const { server, client } = this.#road;
    await using own = new AsyncDisposableStack();
    const serve: Ends["serve"] = async (options) => {
      const served = await this.#ownPeer(way.to, own).serve(options);
      own.defer(() => served.stop());
      return served;
    };
    const dial: Ends["dial"] = async (options) => {
      const dialed = await this.#peer(way.from).dial({ ...options, ...serviceOn(way) });
      own.defer(() => dialed.hangUp());
      return dialed;
    };
    try {
      await row.run({ way, server, client, serve, dial });
      // What the row did not ask about is not for the next one.
      await server.seen(0);
    } catch (error) {
      await this.#leave();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#leave();
    await this.#go[Symbol.asyncDispose]();
  }

  async #enter(way: Way): Promise<Road> {
    await this.#leave();
    const server = await this.#peer(way.to).serve({});
    const client = await this.#peer(way.from).dial({ address: server.address, ...serviceOn(way) });
    return { way, server, client };
  }

  async #leave(): Promise<void> {
    const road = this.#road;
    this.#road = undefined;
    await road?.client.hangUp();
    await road?.server.stop();
  }

  #peer(name: LibraryName): Peer {
    return peerOf(name, this.#go);
  }

  /** A program of its own for a server that stops: netpoll, under Kitex, then hurts others in its program. */
  #ownPeer(name: LibraryName, stack: AsyncDisposableStack): Peer {
    return name === "Kitex" ? peerOf(name, stack.use(new GoPeer(this.#program))) : this.#peer(name);
  }
}

interface Road {
  readonly way: Way;
  readonly server: ServedPeer;
  readonly client: DialedPeer;
}

function peerOf(name: LibraryName, go: GoPeer): Peer {
  switch (name) {
    case "ours":
      return ourPeer;
    case "grpc-go":
      return go.with("grpc");
    case "Kitex":
      return go.with("kitex");
    case "grpc-js":
      return grpcJsPeer;
  }
}

function serviceOn({ messages }: Way): { readonly service: "Echo" | "EchoStream" } {
  return { service: messages === "Protobuf" ? "Echo" : "EchoStream" };
}
