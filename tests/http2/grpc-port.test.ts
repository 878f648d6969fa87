// The port of a server that speaks gRPC is an HTTP/2 server like any other, but for blanks around values: gRPC allows
// them in metadata ("it may be stripped"), and Kitex writes them.

import { createServer, type Server } from "@kitex-ts/core";
import { grpcServer } from "@kitex-ts/core/grpc";
import { streamService } from "@kitex-ts/core/testing";
import { afterAll, beforeAll } from "vitest";
import { trimmingCases } from "./cases/messages.ts";
import { serverCases } from "./cases/server-cases.ts";
import { describeConformance } from "./conformance-suite.ts";
import type { Field } from "./raw/field-block.ts";
import { RawClient, type Target } from "./raw/raw-client.ts";

const fields = (method: string, path: string): readonly Field[] => [
  [":method", method],
  [":scheme", "http"],
  [":path", path],
  [":authority", "localhost"],
];

let server: Server;
let target: Target;

beforeAll(async () => {
  server = createServer({ port: 0, host: "127.0.0.1", protocols: [grpcServer()] }).register(streamService(), {});
  const { port } = await server.listen();
  if (port === undefined) throw new Error("it listens elsewhere");
  const upload: readonly Field[] = [
    ...fields("POST", "/test.Stream/upload"),
    ["content-type", "application/grpc+json"],
  ];
  target = { port, get: fields("GET", "/"), post: upload };
});

afterAll(() => server.close());

describeConformance(
  "a port of gRPC",
  [...serverCases.filter(({ needs }) => needs === undefined), ...trimmingCases],
  () => RawClient.connect(target),
);
