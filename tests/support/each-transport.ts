import { buffered, type ClientOptions, type ConnectionKind, framed, ttheader } from "@kitex-ts/core";
import { describe } from "vitest";

/** One way in which a client may speak to a server. */
export interface TransportCase {
  readonly name: string;
  readonly client: Required<Pick<ClientOptions, "transport" | "connection">>;
  readonly connection: ConnectionKind;
  /** Whether metadata, deadlines and business statuses travel. */
  readonly headers: boolean;
  /** Whether payloads have a length of their own in front. */
  readonly framed: boolean;
  /**
   * Whether calls share a connection: after the peer's agreement, without asking, or never. Where it is `refused` the
   * client offers and its peer does not take the offer, as a Go server.
   */
  readonly sharing: "agreed" | "unasked" | "refused" | "none";
}

const headed: readonly TransportCase[] = [true, false].flatMap((framedInside) => {
  const name = framedInside ? "ttheader framed" : "ttheader unframed";
  const shape = { transport: ttheader({ framed: framedInside }), headers: true, framed: framedInside };
  return [
    make({ ...shape, name, connection: "auto", sharing: "agreed" }),
    make({ ...shape, name, connection: "auto", sharing: "refused" }),
    make({ ...shape, name, connection: "long", sharing: "none" }),
    make({ ...shape, name, connection: "short", sharing: "none" }),
    make({ ...shape, name, connection: "mux", sharing: "unasked" }),
  ];
});

const headless: readonly TransportCase[] = [true, false].flatMap((framedInside) => {
  const name = framedInside ? "framed" : "buffered";
  const shape = { transport: framedInside ? framed() : buffered(), headers: false, framed: framedInside };
  return [
    make({ ...shape, name, connection: "auto", sharing: "none" }),
    make({ ...shape, name, connection: "long", sharing: "none" }),
    make({ ...shape, name, connection: "short", sharing: "none" }),
  ];
});

/** Every wire form with every connection kind that makes sense for it. */
export const transportCases: readonly TransportCase[] = [...headed, ...headless];

/** Those that can be had from a server of ours, which takes every offer. */
export const ownServerCases: readonly TransportCase[] = transportCases.filter(({ sharing }) => sharing !== "refused");

/** Runs the same tests over each of `cases`. */
export function describeEachTransport(
  cases: readonly TransportCase[],
  tests: (transport: TransportCase) => void,
): void {
  for (const transport of cases) describe(transport.name, () => tests(transport));
}

/** Whether many calls are on one connection at a time. */
export function isShared({ sharing }: TransportCase): boolean {
  return sharing === "agreed" || sharing === "unasked";
}

function make(
  given: Omit<TransportCase, "client"> & { readonly transport: ClientOptions["transport"] & object },
): TransportCase {
  const { transport, connection, sharing } = given;
  const how = sharing === "none" || sharing === "unasked" ? connection : `${connection}, ${sharing}`;
  return { ...given, name: `${given.name}, ${how}`, client: { transport, connection } };
}
