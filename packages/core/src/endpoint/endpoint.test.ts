import { expect, test } from "vitest";
import { testContext } from "../testing/test-context.ts";
import { compose, type Middleware } from "./endpoint.ts";

const noting =
  (name: string, road: string[]): Middleware =>
  (next) =>
  async (ctx, request) => {
    road.push(`${name} in`);
    const response = await next(ctx, request);
    road.push(`${name} out`);
    return response;
  };

test("the first middleware is the outermost, and the way back is the way in", async () => {
  const road: string[] = [];
  const call = compose([noting("a", road), noting("b", road)], async (_ctx, request) => {
    road.push("endpoint");
    return request;
  });
  expect(await call(testContext(), 1)).toBe(1);
  expect(road).toEqual(["a in", "b in", "endpoint", "b out", "a out"]);
});

test("middlewares that are switched off cost nothing: without any, the endpoint itself comes back", () => {
  const endpoint = async (): Promise<undefined> => undefined;
  expect(compose([], endpoint)).toBe(endpoint);
  expect(compose([undefined, undefined], endpoint)).toBe(endpoint);
});

test("a middleware may answer in place of what is below, and change what goes down and comes up", async () => {
  const doubling: Middleware = (next) => async (ctx, request) => Number(await next(ctx, Number(request) * 2)) + 1;
  const call = compose([doubling, undefined, doubling], async (_ctx, request) => request);
  expect(await call(testContext(), 1)).toBe(6);
  const refusing: Middleware = () => async () => "refused";
  expect(await compose([refusing, doubling], call)(testContext(), 1)).toBe("refused");
});
