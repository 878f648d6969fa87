import { afterAll, beforeAll } from "vitest";
import { serverCases } from "./cases/server-cases.ts";
import { describeConformance } from "./conformance-suite.ts";
import { type EchoServer, startEchoServer } from "./echo-server.ts";
import { RawClient } from "./raw/raw-client.ts";

let server: EchoServer;

beforeAll(async () => {
  server = await startEchoServer();
});

afterAll(() => server[Symbol.asyncDispose]());

describeConformance("a server session", serverCases, () => RawClient.connect(server.target));
