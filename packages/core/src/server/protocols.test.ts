import { expect, test } from "vitest";
import { lineProtocol } from "../testdata/line-protocol.ts";
import { tlsWithAlpn } from "./protocols.ts";

const tls = { cert: "cert", key: "key" };

test("TLS offers the protocols that callers can ask for by name, each once", () => {
  const nameless = { name: "nameless", matches: () => false, serve: lineProtocol("").serve };
  const protocols = [lineProtocol("", "a"), lineProtocol("", "b"), nameless];
  expect(tlsWithAlpn(tls, protocols)).toEqual({ ...tls, alpnProtocols: ["lines/1"] });
  expect(tlsWithAlpn(tls, [nameless])).toBe(tls);
});

test("what the application offers itself is left alone", () => {
  const own = { ...tls, alpnProtocols: ["h2"] };
  expect(tlsWithAlpn(own, [lineProtocol("")])).toBe(own);
});
