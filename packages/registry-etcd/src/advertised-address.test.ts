import { expect, test } from "vitest";
import { advertise, advertisedPlace } from "./advertised-address.ts";

const place = (host?: string, port?: string): ReturnType<typeof advertisedPlace> =>
  advertisedPlace({ KITEX_IP_TO_REGISTRY: host, KITEX_PORT_TO_REGISTRY: port });

test.each([
  ["10.0.0.7:8888", undefined, undefined, "10.0.0.7:8888"],
  ["10.0.0.7:8888", "192.0.2.1", undefined, "192.0.2.1:8888"],
  ["10.0.0.7:8888", undefined, "30080", "10.0.0.7:30080"],
  ["10.0.0.7:8888", "edge.example", "30080", "edge.example:30080"],
  ["[::1]:8888", undefined, "30080", "[::1]:30080"],
  ["[::1]:8888", "2001:db8::1", undefined, "[2001:db8::1]:8888"],
  ["10.0.0.7:8888", "", "", "10.0.0.7:8888"],
  ["unix:/run/echo", "192.0.2.1", "30080", "unix:/run/echo"],
])("%s with host %s and port %s is announced as %s", (address, host, port, expected) => {
  expect(advertise(address, place(host, port))).toBe(expected);
});

test.each(["a b", "10.0.0.7:80", "[::1]", "http://a"])("the host %j is refused", (host) => {
  expect(() => place(host)).toThrow(`KITEX_IP_TO_REGISTRY must be an IP address or a host name, got "${host}"`);
});

test.each(["0", "65536", "-1", "x", "80 "])("the port %j is refused", (port) => {
  expect(() => place(undefined, port)).toThrow(`KITEX_PORT_TO_REGISTRY must be a port from 1 to 65535, got "${port}"`);
});
