import { expect, test } from "vitest";
import { jsonBody, jsonCodec, jsonResult } from "../testing/json-codec.ts";
import { defineService, type MethodDefinition } from "./define-service.ts";

const method: MethodDefinition = { args: jsonBody, result: jsonResult() };

const base = {
  codegen: 1,
  tool: "0.0.0",
  payloadCodec: jsonCodec,
  client: () => ({}),
  handler: () => ({}),
};

test("methods are found by their names in the IDL, oneway only when they say so", () => {
  const service = defineService({
    ...base,
    name: "Echo",
    methods: { echo: method, notify: { ...method, oneway: true } },
  });
  expect([...service.methods.values()]).toEqual([
    { service: "Echo", name: "echo", oneway: false, streaming: "unary", ...method },
    { service: "Echo", name: "notify", oneway: true, streaming: "unary", ...method },
  ]);
  expect(service).toMatchObject({ name: "Echo", codegen: 1, tool: "0.0.0", payloadCodec: jsonCodec });
});

test("an inherited method is called under the name of the service that is called; its own definition wins", () => {
  const parent = defineService({ ...base, name: "Base", methods: { ping: method, echo: method } });
  const own = { ...method, oneway: true };
  const child = defineService({ ...base, name: "Child", extends: parent, methods: { echo: own } });
  expect(child.methods.get("ping")).toMatchObject({ service: "Child", name: "ping" });
  expect(child.methods.get("echo")).toMatchObject({ service: "Child", oneway: true });
  expect(parent.methods.get("ping")?.service).toBe("Base");
});

test("names that mean something to objects are names like any other", () => {
  const methods = { ["__proto__"]: method, constructor: method };
  const service = defineService({ ...base, name: "Odd", methods });
  expect([...service.methods.keys()]).toEqual(["__proto__", "constructor"]);
});
