import { createClient, createServer, silentLogger } from "@kitex-ts/core";
import { grpcProtocol, Status, statusError } from "@kitex-ts/core/grpc";
import { type StreamClient, type StreamHandler, streamService } from "@kitex-ts/core/testing";
import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { otelClientSuite } from "./client-suite.ts";
import type { OtelOptions } from "./options.ts";
import { otelServerSuite } from "./server-suite.ts";
import { startTelemetry, type Telemetry } from "./testdata/telemetry.ts";

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = startTelemetry();
});
afterEach(() => telemetry[Symbol.asyncDispose]());

interface Rig extends AsyncDisposable {
  readonly client: StreamClient;
}

/** Both ends, each observed, over gRPC. */
async function rigOf(handler: StreamHandler = {}, options: OtelOptions = {}): Promise<Rig> {
  const given = { ...telemetry.options, ...options };
  const service = streamService(grpcProtocol);
  const at = { port: 0, host: "127.0.0.1", serviceName: "lab", logger: silentLogger };
  const server = createServer({ ...at, suites: [otelServerSuite(given)] }).register(service, handler);
  const { port } = await server.listen();
  const hostPorts = [`127.0.0.1:${port}`];
  const client = createClient(service, { destination: "lab", hostPorts, suites: [otelClientSuite(given)] });
  const close = async (): Promise<void> => {
    await client.close();
    await server.close();
  };
  return { client, [Symbol.asyncDispose]: close };
}

async function listOf(messages: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const message of messages) list.push(message);
  return list;
}

describe("the span of a stream", () => {
  test("lasts from its first message to its last, on both ends, and counts them", async () => {
    {
      await using rig = await rigOf();
      expect(await listOf(rig.client.chat(["a", "b", "c"]))).toEqual(["a", "b", "c"]);
    }
    const client = telemetry.span(SpanKind.CLIENT, "Stream/chat");
    const server = telemetry.span(SpanKind.SERVER, "Stream/chat");
    expect(server.parentSpanContext?.spanId).toBe(client.spanContext().spanId);
    expect(client.attributes).toMatchObject({ "kitex.sent_messages": 3, "kitex.received_messages": 3 });
    expect(server.attributes).toMatchObject({ "kitex.sent_messages": 3, "kitex.received_messages": 3 });
    expect([...client.events, ...server.events]).toEqual([]);
  });

  test("is active in every piece of the handler, so that what it begins belongs to it", async () => {
    {
      await using rig = await rigOf({
        chat: async function* (requests) {
          for await (const request of requests) {
            yield [request, trace.getActiveSpan()?.spanContext().spanId];
            await Promise.resolve();
            yield [request, trace.getActiveSpan()?.spanContext().spanId];
          }
        },
      });
      const seen = await listOf(rig.client.chat(["a", "b"]));
      await rig[Symbol.asyncDispose]();
      const { spanId } = telemetry.span(SpanKind.SERVER, "Stream/chat").spanContext();
      expect(seen).toEqual(["a", "a", "b", "b"].map((request) => [request, spanId]));
    }
  });

  test("has an event for each message where that is asked for, with an id for each direction", async () => {
    {
      await using rig = await rigOf({}, { messageEvents: true });
      await rig.client.upload(["a", "b"]);
    }
    const eventsOf = (kind: number): readonly unknown[] =>
      telemetry
        .span(kind, "Stream/upload")
        .events.map(({ name, attributes }) => [name, ...Object.values(attributes ?? {})]);
    expect(eventsOf(SpanKind.CLIENT)).toEqual([
      ["rpc.message", "SENT", 1],
      ["rpc.message", "SENT", 2],
      ["rpc.message", "RECEIVED", 1],
    ]);
    expect(eventsOf(SpanKind.SERVER)).toEqual([
      ["rpc.message", "RECEIVED", 1],
      ["rpc.message", "RECEIVED", 2],
      ["rpc.message", "SENT", 1],
    ]);
  });

  test("says with which gRPC status it failed; on the server only what is the server's fault is an error", async () => {
    const refuse = async function* (request: unknown): AsyncGenerator<unknown> {
      yield "first";
      throw statusError(request === "refuse" ? Status.NotFound : Status.Internal, "no");
    };
    {
      await using rig = await rigOf({ watch: refuse });
      await expect(listOf(rig.client.watch("refuse"))).rejects.toThrow();
      await expect(listOf(rig.client.watch("fail"))).rejects.toThrow();
    }
    const said = (kind: number): readonly unknown[] =>
      telemetry
        .spans()
        .filter((span) => span.kind === kind)
        .map(({ status, attributes }) => [
          status.code,
          attributes["rpc.response.status_code"],
          attributes["error.type"],
        ]);
    const { ERROR, UNSET } = SpanStatusCode;
    expect(said(SpanKind.CLIENT)).toEqual([
      [ERROR, "NOT_FOUND", "NOT_FOUND"],
      [ERROR, "INTERNAL", "INTERNAL"],
    ]);
    expect(said(SpanKind.SERVER)).toEqual([
      [UNSET, "NOT_FOUND", undefined],
      [ERROR, "INTERNAL", "INTERNAL"],
    ]);
  });

  test("ends, as canceled, when the reader leaves", async () => {
    {
      await using rig = await rigOf({ watch: () => Array.from({ length: 1_000 }, (_, n) => n) });
      for await (const _ of rig.client.watch("go")) break;
    }
    expect(telemetry.span(SpanKind.CLIENT, "Stream/watch").attributes).toMatchObject({
      "error.type": "KITEX_ERR_CANCELED",
    });
    expect(telemetry.spans()).toHaveLength(2);
  });
});

test("metrics of streams count messages where those of calls measure sizes", async () => {
  {
    await using rig = await rigOf();
    await listOf(rig.client.chat(["a", "b", "c"]));
    await rig.client.upload(["a"]);
  }
  const metrics = await telemetry.metrics();
  for (const side of ["client", "server"]) {
    const sums = (name: string): readonly unknown[] =>
      (metrics.get(`rpc.${side}.${name}`)?.dataPoints ?? []).map(({ value }) => Object(value).sum);
    expect(sums("requests_per_rpc")).toEqual([3, 1]);
    expect(sums("responses_per_rpc")).toEqual([3, 1]);
    expect(sums("request.size")).toEqual([]);
    expect(await telemetry.series(`rpc.${side}.call.duration`)).toHaveLength(2);
    expect((await telemetry.series(`kitex.${side}.active_calls`)).map(([, value]) => value)).toEqual([0, 0]);
  }
});
