import { formatAddress, parseAddress } from "@kitex-ts/netpoll";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyText } from "../testdata/arbitrary-text.ts";
import { isAddress } from "./is-address.ts";

test.each(["a:1", "10.0.0.1:65535", "[::1]:80", "[fe80::1%eth0]:80", "unix:/run/x.sock", "my-host.example:8888"])(
  "%s is an address",
  (text) => expect(isAddress(text)).toBe(true),
);

test.each([
  "",
  "a",
  ":1",
  "a:",
  "a:0",
  "a:65536",
  "a:1x",
  "::1:80",
  "[::1]",
  "[::1]:0",
  "a b:1",
  "a\n:1",
  "unix:",
  "unix:/a\u0000",
])("%j is none", (text) => expect(isAddress(text)).toBe(false));

test("every address that it knows is one for the wire, and every one that the wire writes is known to it", () => {
  const text = fc.oneof(
    anyText(12),
    fc.tuple(anyText(4), fc.constantFrom("", ":", "[", "]:", "unix:"), fc.nat(70_000)).map((parts) => parts.join("")),
    fc.tuple(fc.ipV6(), fc.nat(70_000)).map(([ip, port]) => `[${ip}]:${port}`),
    fc.tuple(fc.domain(), fc.nat(70_000)).map(([host, port]) => `${host}:${port}`),
  );
  fc.assert(
    fc.property(text, (candidate) => {
      const address = parseAddress(candidate);
      if (isAddress(candidate)) expect(address).toBeDefined();
      // It is the stricter of the two in one point: no control character beyond ASCII.
      if (address !== undefined && !/\p{Cc}/u.test(candidate)) expect(isAddress(formatAddress(address))).toBe(true);
    }),
  );
});
