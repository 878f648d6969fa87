// What a call costs this project's client before anything reaches a wire: `call-cost.ts VARIANT`. The innermost
// middleware answers at once, so what is left is the context, the deadline and the layers of the variant.

import { type ClientOptions, createClient, type Middleware, type Tracer } from "@kitex-ts/core";
import { otelClientSuite } from "@kitex-ts/tracing-otel";
import { Bench } from "../kitex-gen/thrift/bench/service.ts";
import { inputLines, runProgram, writeLine } from "../load/json-lines.ts";
import { LAYERS } from "./layers.ts";

const answer = Promise.resolve({ message: "at once" });
const answersAtOnce: Middleware = () => () => answer;

const plain: Middleware = (next) => (ctx, request) => next(ctx, request);
const asynchronous: Middleware = (next) => async (ctx, request) => await next(ctx, request);
const silent: Tracer = { start() {}, finish() {} };

const variants: Readonly<Record<string, Pick<ClientOptions, "middlewares" | "tracers" | "suites">>> = {
  bare: {},
  plain: { middlewares: Array.from({ length: LAYERS }, () => plain) },
  async: { middlewares: Array.from({ length: LAYERS }, () => asynchronous) },
  "no tracer": { tracers: [] },
  tracer: { tracers: [silent] },
  "OpenTelemetry without an SDK": { suites: [otelClientSuite()] },
};

/** Calls that wait together: as in a server, and so that the cost of one turn of the event loop does not count. */
const BATCH = 100;

void runProgram(async () => {
  const variant = variants[process.argv[2] ?? ""];
  if (variant === undefined) throw new Error(`no variant: ${process.argv[2]}`);
  const { middlewares = [] } = variant;
  await using client = createClient(Bench, {
    destination: "bench",
    hostPorts: ["127.0.0.1:1"],
    ...variant,
    middlewares: [...middlewares, answersAtOnce],
  });
  const request = { message: "ask" };
  const measure = async (seconds: number): Promise<number> => {
    const startedAt = performance.now();
    let calls = 0;
    while (performance.now() - startedAt < seconds * 1000) {
      await Promise.all(Array.from({ length: BATCH }, () => client.echo(request)));
      calls += BATCH;
    }
    return ((performance.now() - startedAt) * 1000) / calls;
  };
  await measure(0.5);
  writeLine({ ready: true });
  for await (const line of inputLines()) {
    const { seconds }: { readonly seconds: number } = JSON.parse(line);
    writeLine({ microsPerCall: await measure(seconds) });
  }
});
