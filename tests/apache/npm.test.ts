import { afterAll, describe } from "vitest";
import { describePeer } from "../support/peers.ts";
import { adapterPeer } from "./adapter-peer.ts";
import { checkRows, type Refusals } from "./check-rows.ts";
import { generators } from "./compile.ts";
import { type CompiledCross, compileCross } from "./compiled-cross.ts";
import { npmPeer } from "./npm-peer.ts";
import { ourPeer } from "./our-peer.ts";

const ours: Refusals = {
  undeclared: { typeId: 6, text: "biz error: undeclared" },
  unknownMethod: { typeId: 20, text: "unknown service , method secondString" },
};
/** Whatever it is, npm thrift leaves the type of an exception out. */
const npms: Refusals = {
  undeclared: { typeId: 0, text: "undeclared" },
  unknownMethod: { typeId: 0, text: "Unknown function secondString" },
};

describe.each(generators)("with code of thrift --gen %s", (generator) => {
  describePeer("thrift", `npm thrift, ${generator}`, ({ program }) => {
    let made: CompiledCross | undefined;
    afterAll(() => made?.[Symbol.dispose]());
    const compiled = (): CompiledCross => {
      made ??= compileCross(program, generator);
      return made;
    };

    describe("our client calls npm thrift's server", () => {
      checkRows(
        () => ourPeer,
        () => npmPeer(compiled()),
        npms,
      );
    });
    describe("npm thrift's client calls our server", () => {
      checkRows(
        () => npmPeer(compiled()),
        () => ourPeer,
        ours,
      );
    });
    describe("our client calls the compiler's code on our server", () => {
      checkRows(
        () => ourPeer,
        () => adapterPeer(compiled()),
        ours,
      );
    });
    describe("npm thrift's client calls the compiler's code on our server", () => {
      checkRows(
        () => npmPeer(compiled()),
        () => adapterPeer(compiled()),
        ours,
      );
    });
    describe("the compiler's code on our client calls npm thrift's server", () => {
      checkRows(
        () => adapterPeer(compiled()),
        () => npmPeer(compiled()),
        npms,
      );
    });
  });
});
