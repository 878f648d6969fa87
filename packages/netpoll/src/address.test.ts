import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAddress, parseAddress } from "./address.ts";

test.each([
  ["127.0.0.1:8888", { kind: "tcp", host: "127.0.0.1", port: 8888 }],
  ["echo.example:1", { kind: "tcp", host: "echo.example", port: 1 }],
  ["localhost:65535", { kind: "tcp", host: "localhost", port: 65_535 }],
  ["[::1]:80", { kind: "tcp", host: "::1", port: 80 }],
  ["[fe80::1%eth0]:80", { kind: "tcp", host: "fe80::1%eth0", port: 80 }],
  ["[::ffff:10.0.0.1]:80", { kind: "tcp", host: "::ffff:10.0.0.1", port: 80 }],
  ["unix:/run/echo.sock", { kind: "unix", path: "/run/echo.sock" }],
  ["unix:with space:80", { kind: "unix", path: "with space:80" }],
] as const)("%s is an address and is written the same way", (text, address) => {
  expect(parseAddress(text)).toEqual(address);
  expect(formatAddress(address)).toBe(text);
});

test.each([
  "",
  ":80",
  "host",
  "host:",
  "host:0",
  "host:65536",
  "host:-1",
  "host:+1",
  "host:1e3",
  "host:80 ",
  " host:80",
  "host:080000",
  "::1:80",
  "[::1]",
  "[]:80",
  "[host]:80",
  "http://host:80",
  "host/path:80",
  "a b:80",
  "a\u0000b:80",
  "a\nb:80",
  "unix:",
  "unix:/a\u0000b",
])("%j is none", (text) => {
  expect(parseAddress(text)).toBeUndefined();
});

test("whatever is read is written back as an equal address", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webAuthority({ withPort: true }),
        fc.ipV6().map((ip) => `[${ip}]:1`),
      ),
      (text) => {
        const address = parseAddress(text);
        if (address !== undefined) expect(parseAddress(formatAddress(address))).toEqual(address);
      },
    ),
  );
});
