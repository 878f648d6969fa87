import { expect, test } from "vitest";
import { peerAddress } from "./peer-address.ts";

test.each([
  ["10.0.0.7:8888", { transport: "tcp", host: "10.0.0.7", port: 8888 }],
  ["echo.svc:1", { transport: "tcp", host: "echo.svc", port: 1 }],
  ["[::1]:80", { transport: "tcp", host: "::1", port: 80 }],
  ["unix:/tmp/a:1.sock", { transport: "unix", host: "/tmp/a:1.sock", port: undefined }],
])("%s is taken apart", (address, expected) => {
  expect(peerAddress(address)).toEqual(expected);
});

test.each([undefined, "", "unix:", "10.0.0.7", ":80", "::1:80", "a:b", "a:123456", "[]:1"])("%j is none", (address) => {
  expect(peerAddress(address)).toBeUndefined();
});
