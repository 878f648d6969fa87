import { expect, test } from "vitest";
import { defaultPrefix, instanceKey, servicePrefix } from "./keys.ts";

test("keys are those of Kitex for Go", () => {
  expect(instanceKey(defaultPrefix, "echo", "127.0.0.1:18881")).toBe("kitex/registry-etcd/echo/127.0.0.1:18881");
  expect(instanceKey("my/prefix", "other", "10.1.2.3:99")).toBe("my/prefix/other/10.1.2.3:99");
});

test("an empty prefix gives the keys of Kitex's constructors that forget theirs", () => {
  expect(instanceKey("", "echo", "127.0.0.1:1")).toBe("/echo/127.0.0.1:1");
});

test("a prefix is taken as it is, format verbs included", () => {
  expect(servicePrefix("50%d", "echo")).toBe("50%d/echo/");
});

test("what a service's keys begin with is not what another's begin with", () => {
  expect(servicePrefix("p", "echo-2").startsWith(servicePrefix("p", "echo"))).toBe(false);
});

test.each(["a/b", "/", ""])("the service name %j is refused", (service) => {
  expect(() => servicePrefix("p", service)).toThrow(
    expect.objectContaining({
      code: "KITEX_ERR_INVALID_OPTION",
      message: `"${service}" cannot be looked up in etcd: a service name is not empty and has no "/"`,
    }),
  );
});
