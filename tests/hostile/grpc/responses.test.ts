// Answers of nobody's making to calls of our client: each ends in a typed error, and the next call is none the worse.

import { type Client, createClient, isBizStatusError, isKitexError, silentLogger } from "@kitex-ts/core";
import { grpc } from "@kitex-ts/core/grpc";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EchoClient } from "../../grpc/kitex-gen/interop/echo/client.ts";
import { Echo } from "../../grpc/kitex-gen/interop/echo/service.ts";
import { type LeakWatch, watchForLeaks } from "../../support/leaks.ts";
import { oddBodies } from "./body-rows.ts";
import { RawGrpcServer } from "./raw-server.ts";
import { answerWith, goodAnswer, MAX_ELEMENTS, MAX_MESSAGE_BYTES, responseRows } from "./response-rows.ts";

let leaks: LeakWatch;
let server: RawGrpcServer;
let client: Client<EchoClient>;

beforeAll(async () => {
  leaks = watchForLeaks();
  server = await RawGrpcServer.start();
  client = createClient(Echo, {
    destination: "echo",
    hostPorts: [`127.0.0.1:${server.port}`],
    transport: grpc({ maxReceiveMessageBytes: MAX_MESSAGE_BYTES }),
    maxElements: MAX_ELEMENTS,
    logger: silentLogger,
    clock: leaks.clock,
  });
});

afterAll(async () => {
  await client.close();
  await server[Symbol.asyncDispose]();
  await leaks.settled();
});

async function listOf(messages: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const message of messages) list.push(message);
  return list;
}

/** The kinds of call, as the promise of all that comes. */
const kinds: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["unary", () => client.unary({ message: "hi" })],
  ["clientStream", () => client.clientStream([{ message: "hi" }])],
  ["serverStream", () => listOf(client.serverStream({ message: "hi" }))],
  ["bidi", () => listOf(client.bidi([{ message: "hi" }]))],
];

describe.each(kinds)("%s", (kind, call) => {
  test.each(responseRows)("$what", async ({ what, answer, outcome }) => {
    server.answer = answer;
    const failed = await call().then(
      () => undefined,
      (error: unknown) => error,
    );
    server.answer = goodAnswer;
    if (outcome.kind === "value" || (what === "no message and status 0" && kind.match(/serverStream|bidi/))) {
      expect(failed).toBeUndefined();
    } else if (outcome.kind === "biz") {
      expect(failed).toSatisfy(isBizStatusError);
      expect(failed).toMatchObject({ status: outcome.status });
    } else {
      if (!isKitexError(failed)) throw failed;
      expect(failed).toMatchObject({ code: outcome.code, status: { code: outcome.status } });
      if (outcome.text !== undefined) expect(failed.message).toMatch(outcome.text);
      expect(failed.message).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }
    expect((await client.unary({ message: "unhurt" })).message).toBe("hi");
  });

  test.each(oddBodies)("$what is read", async ({ bytes }) => {
    server.answer = answerWith(bytes);
    const got: unknown = await call();
    expect(Array.isArray(got) ? got : [got]).toMatchObject([{ message: "hi" }]);
  });
});
