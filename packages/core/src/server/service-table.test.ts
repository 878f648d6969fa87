import { describe, expect, test } from "vitest";
import { ErrorCode } from "../errors/codes.ts";
import type { MethodInfo } from "../payload/method-info.ts";
import type { ServedMethod } from "../remote/method-lookup.ts";
import { defineService } from "../service/define-service.ts";
import type { ServiceInfo } from "../service/service-info.ts";
import { jsonBody, jsonCodec, jsonResult } from "../testing/json-codec.ts";
import { ServiceTable } from "./service-table.ts";

const serve = (info: MethodInfo): ServedMethod => ({ kind: "call", info, endpoint: async () => undefined });

function service(name: string, ...methods: readonly string[]): ServiceInfo {
  return defineService({
    name,
    codegen: 1,
    tool: "0.0.0",
    payloadCodec: jsonCodec,
    methods: Object.fromEntries(methods.map((method) => [method, { args: jsonBody, result: jsonResult() }])),
    client: () => ({}),
    handler: () => ({}),
  });
}

function tableOf(...services: readonly (readonly [ServiceInfo, fallback?: boolean])[]): ServiceTable {
  const table = new ServiceTable();
  for (const [info, fallback = false] of services) table.add(info, { fallback, onlyByName: false }, serve);
  return table;
}

function found(table: ServiceTable, name: string, method: string): string {
  const result = table.find(name, method);
  if (result.kind === "found") return `${result.served.info.service}/${result.served.info.name}`;
  return `${result.exception.typeId}: ${result.exception.message}`;
}

describe("with a service's name", () => {
  const table = tableOf([service("A", "a", "both")], [service("B", "b", "both"), true]);

  test.each([
    ["A", "a", "A/a"],
    ["B", "both", "B/both"],
    ["A", "b", "1: unknown method b (service A)"],
    ["C", "a", "A/a"],
    ["C", "b", "B/b"],
    ["C", "both", "20: unknown service C, method both"],
    ["C", "none", "20: unknown service C, method none"],
  ])("%s, %s: %s", (name, method, result) => {
    expect(found(table, name, method)).toBe(result);
  });
});

describe("without a service's name", () => {
  test("the fallback that has the method is meant, before an earlier one", () => {
    const table = tableOf([service("A", "both", "a")], [service("B", "both"), true]);
    expect(found(table, "", "both")).toBe("B/both");
    expect(found(table, "", "a")).toBe("A/a");
  });

  test("a fallback that does not have the method leaves it to the first that has", () => {
    const table = tableOf([service("A", "x"), true], [service("B", "y")], [service("C", "y")]);
    expect(found(table, "", "y")).toBe("B/y");
  });

  test("a method that nobody has is an unknown service, with an empty name as Kitex says it", () => {
    expect(found(tableOf([service("A", "a")]), "", "nope")).toBe("20: unknown service , method nope");
  });
});

test("names of a peer cannot forge lines, nor reach properties of objects", () => {
  const table = tableOf([service("A", "a")]);
  expect(found(table, "x\ny", "__proto__")).toBe("20: unknown service x\\u000ay, method __proto__");
  expect(found(table, "A", "constructor")).toBe("1: unknown method constructor (service A)");
  expect(found(table, "toString", "valueOf")).toBe("20: unknown service toString, method valueOf");
});

test("a service is registered once, and one can be the fallback", () => {
  expect(() => tableOf([service("A", "a")], [service("A", "b")])).toThrow(
    expect.objectContaining({ code: ErrorCode.InvalidOption, message: "service A is registered twice" }),
  );
  expect(() => tableOf([service("A", "a"), true], [service("B", "b"), true])).toThrow(
    "both A and B are registered as fallback: one can be",
  );
});

test("two services with one method need a fallback", () => {
  expect(() => tableOf([service("A", "both")], [service("B", "both")]).assertUnambiguous()).toThrow(
    'services A and B both have a method "both", and a caller without TTHeader names no service: ' +
      "register one of them with { fallback: true }",
  );
  expect(() => tableOf([service("A", "both")], [service("B", "both"), true]).assertUnambiguous()).not.toThrow();
  expect(() => tableOf([service("A", "a")], [service("B", "b")]).assertUnambiguous()).not.toThrow();
});

test("each codec is named once, and the first service gives the server its name", () => {
  const table = tableOf([service("A", "a")], [service("B", "b")]);
  expect([table.codecs, table.firstName]).toEqual([[jsonCodec], "A"]);
  expect(new ServiceTable().firstName).toBeUndefined();
});

test("a method comes with the codec of its service", () => {
  const other = { ...jsonCodec, name: "other" };
  const table = tableOf([service("A", "a")], [{ ...service("B", "b"), payloadCodec: other }]);
  expect(table.find("A", "a")).toMatchObject({ kind: "found", codec: { name: "json" } });
  expect(table.find("", "b")).toMatchObject({ kind: "found", codec: { name: "other" } });
});

test("a service that answers to its name alone neither clashes with others nor takes their calls", () => {
  const table = tableOf([service("A", "check")]);
  table.add(service("Health", "check", "watch"), { fallback: false, onlyByName: true }, serve);
  table.assertUnambiguous();
  expect(found(table, "Health", "check")).toBe("Health/check");
  expect(found(table, "", "check")).toBe("A/check");
  expect(found(table, "", "watch")).toBe("20: unknown service , method watch");
  expect(found(table, "Other", "watch")).toBe("20: unknown service Other, method watch");
  expect(() => table.add(service("B", "b"), { fallback: true, onlyByName: true }, serve)).toThrow("one can be");
});
