// Requests of nobody's making against our server: what it says, and that nothing but the one call feels it.

import type { Logger } from "@kitex-ts/core";
import { createClient, silentLogger } from "@kitex-ts/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Echo } from "../../grpc/kitex-gen/interop/echo/service.ts";
import { type OurServer, startOurServer } from "../../grpc/our-server.ts";
import { type LeakWatch, watchForLeaks } from "../../support/leaks.ts";
import { oddBodies } from "./body-rows.ts";
import { delimited, message } from "./bytes.ts";
import { type Answer, ForeignClient } from "./foreign-client.ts";
import { MAX_ELEMENTS, MAX_MESSAGE_BYTES, requestRows } from "./request-rows.ts";

const kinds = ["Unary", "ServerStream", "ClientStream", "Bidi"] as const;
const good = message(delimited(1, "hi"));

let leaks: LeakWatch;
let server: OurServer;
let foreign: ForeignClient;
const lines: string[] = [];

beforeAll(async () => {
  leaks = watchForLeaks();
  const log = (facts: object, text: string): void => {
    lines.push([text, ...Object.values(facts).map(String)].join(" "));
  };
  const logger: Logger = { debug: () => {}, info: () => {}, warn: log, error: log };
  const limits = { maxReceiveMessageBytes: MAX_MESSAGE_BYTES };
  server = await startOurServer(limits, { clock: leaks.clock, logger, maxElements: MAX_ELEMENTS });
  foreign = new ForeignClient(Number(server.address.split(":")[1]));
});

afterAll(async () => {
  await foreign[Symbol.asyncDispose]();
  await server.close();
  await leaks.settled();
});

const ask = (
  method: string,
  row: Partial<Parameters<ForeignClient["ask"]>[0]>,
  pieces: readonly Buffer[],
): Promise<Answer> =>
  foreign.ask({ ":path": `/interop.Echo/${method}`, "content-type": "application/grpc", ...row }, pieces);

describe.each(kinds)("%s", (method) => {
  test.each(requestRows)("$what", async ({ headers = {}, pieces, outcome }) => {
    const answer = await ask(method, headers, pieces);
    if (outcome.kind === "http") expect(answer).toMatchObject({ http: outcome.code, status: undefined, reset: 0 });
    else {
      expect(answer).toMatchObject({ http: 200, status: outcome.code, reset: 0 });
      if (outcome.text !== undefined) expect(answer.text).toMatch(outcome.text);
    }
    await expectUnhurt();
  });

  test.each(oddBodies)("$what is read", async ({ bytes }) => {
    const answer = await ask(method, {}, [message(bytes)]);
    expect(answer).toMatchObject({ status: 0 });
    expect(answer.body.subarray(5).includes(delimited(1, "hi"))).toBe(true);
    await expectUnhurt();
  });
});

/** The connection of the call serves on, and so do others, at once. */
async function expectUnhurt(): Promise<void> {
  expect((await ask("Unary", {}, [good])).status).toBe(0);
  await using client = createClient(Echo, { destination: "echo", hostPorts: [server.address], logger: silentLogger });
  for await (const { message } of client.bidi([{ message: "unhurt" }])) expect(message).toBe("unhurt");
}

test("none of this is worth more than a line, without what could forge another", () => {
  for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
});
