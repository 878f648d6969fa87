import { expect, test } from "vitest";
import { EtcdError, EtcdErrorCode } from "./etcd-error.ts";
import { etcdErrorOf, isOfOneMember } from "./etcd-failure.ts";

/** An error as streams have it: a code, no class. */
const ofStream = (code: number, details: string): Error =>
  Object.assign(new Error(`${code} NAME: ${details}`), { code, details });

test.each([
  [4, "Deadline exceeded after 3.0s", "TIMEOUT", "m did not answer within 300 ms"],
  [14, "connect ECONNREFUSED", "UNAVAILABLE", "m is not available: connect ECONNREFUSED"],
  [13, "Received RST_STREAM", "UNAVAILABLE", "m is not available: Received RST_STREAM"],
  [5, "etcdserver: requested lease not found", "LEASE_LOST", "m knows the lease no more"],
  [7, "etcdserver: permission denied", "DENIED", "m denies it: etcdserver: permission denied"],
  [16, "etcdserver: invalid auth token", "DENIED", "m denies it: etcdserver: invalid auth token"],
  [3, "etcdserver: user name is empty", "DENIED", "m denies it: etcdserver: user name is empty"],
  [9, "etcdserver: authentication is not enabled", "REFUSED", "m refused: etcdserver: authentication is not enabled"],
  [3, "etcdserver: request is too large", "REFUSED", "m refused: etcdserver: request is too large"],
])("status %i %s is %s", (code, details, expected, message) => {
  expect(etcdErrorOf(ofStream(code, details), "m", 300)).toMatchObject({ name: "EtcdError", code: expected, message });
});

test("an error of ours stays what it is", () => {
  const error = new EtcdError(EtcdErrorCode.Closed, "closed");
  expect(etcdErrorOf(error, "m", 300)).toBe(error);
});

test("what is no error becomes one", () => {
  expect(etcdErrorOf("text", "m", 300)).toMatchObject({ code: "REFUSED", message: "m refused: text" });
});

test.each(Object.values(EtcdErrorCode))("%s concerns one member alone only when that is away or silent", (code) => {
  expect(isOfOneMember(new EtcdError(code, "x"))).toBe(code === "UNAVAILABLE" || code === "TIMEOUT");
});
