import { isKitexError } from "@kitex-ts/core/extension";
import { propagation } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { resolveOtelOptions } from "./options.ts";
import { legacy, stable } from "./semantic-attributes.ts";

test("the defaults are whoever is registered, today's names, and no source operation", () => {
  expect(resolveOtelOptions({})).toEqual({
    tracerProvider: undefined,
    meterProvider: undefined,
    propagator: propagation,
    conventions: [stable],
    recordSourceOperation: false,
    messageEvents: false,
  });
});

test("with both vocabularies today's comes last, and so wins", () => {
  expect(resolveOtelOptions({ semconv: "legacy" }).conventions).toEqual([legacy]);
  expect(resolveOtelOptions({ semconv: "both" }).conventions).toEqual([legacy, stable]);
});

test("a vocabulary that does not exist is an invalid option", () => {
  const given = JSON.parse('{ "semconv": "newest" }');
  let thrown: unknown;
  try {
    resolveOtelOptions(given);
  } catch (error) {
    thrown = error;
  }
  expect(isKitexError(thrown, "KITEX_ERR_INVALID_OPTION")).toBe(true);
  expect(String(thrown)).toBe('KitexError: semconv: "newest" is none of "stable", "legacy" and "both"');
});
