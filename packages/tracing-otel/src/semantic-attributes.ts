import type { RpcContext } from "@kitex-ts/core/extension";
import type { Attributes } from "@opentelemetry/api";
import type { Ending } from "./ending.ts";
import type { GrpcStatus } from "./grpc-status.ts";
import { peerAddress } from "./peer-address.ts";
import { CallerKey, received } from "./propagation.ts";
import type { Side } from "./side.ts";

/** A vocabulary for what is known of a call. */
export interface Convention {
  /** The histogram of how long calls take. */
  readonly duration: {
    name(side: Side): string;
    readonly unit: "s" | "ms";
    /** What a millisecond is in that unit. */
    readonly perMs: number;
    /** `undefined`: the SDK's. */
    readonly buckets: readonly number[] | undefined;
  };
  /** Known when a call begins: for samplers, spans and metrics. */
  start(side: Side, ctx: RpcContext): Attributes;
  /** Of the other end; for spans only, there are too many of them. */
  peer(side: Side, ctx: RpcContext): Attributes;
  /** How the call ended, on its span. */
  spanEnding(ending: Ending): Attributes;
  /** How the call ended, in its metrics. */
  metricEnding(ending: Ending): Attributes;
}

const SYSTEM = "kitex";

/** OpenTelemetry's RPC conventions, 1.45. */
export const stable: Convention = {
  duration: {
    name: (side) => `rpc.${side}.call.duration`,
    unit: "s",
    perMs: 0.001,
    // What the conventions advise.
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
  start: (side, { rpcInfo: { invocation, to } }) => ({
    "rpc.system.name": SYSTEM,
    "rpc.method": `${invocation.service}/${invocation.method}`,
    // The group of instances that is called; the one that was chosen is the network peer.
    ...(side === "client" ? { "server.address": to.service } : {}),
  }),
  peer: (side, { rpcInfo: { from, to } }) => {
    const peer = peerAddress(side === "client" ? to.instance?.address : from.address);
    if (peer === undefined) return {};
    const prefix = side === "client" ? "network.peer" : "client";
    return {
      "network.transport": peer.transport,
      [`${prefix}.address`]: peer.host,
      ...(peer.port === undefined ? {} : { [`${prefix}.port`]: peer.port }),
    };
  },
  spanEnding: stableEnding,
  metricEnding: stableEnding,
};

/** The names of Kitex's obs-opentelemetry for Go, so that its dashboards work. */
export const legacy: Convention = {
  duration: { name: (side) => `rpc.${side}.duration`, unit: "ms", perMs: 1, buckets: undefined },
  start: (_side, { rpcInfo: { invocation, to } }) => ({
    "rpc.system": SYSTEM,
    "rpc.service": to.service,
    "rpc.method": invocation.method,
  }),
  peer: (side, ctx) => (side === "client" ? {} : callerOf(ctx)),
  spanEnding: (ending) => ({
    ...errorType(ending),
    ...(ending.kind === "status" ? { "biz.status_code": ending.status } : {}),
    ...grpcStatus(ending, ({ code }) => ({ "rpc.grpc.status_code": code })),
  }),
  metricEnding: (ending) => ({
    ...errorType(ending),
    "status.code": ending.kind === "failed" ? "Error" : "Unset",
  }),
};

/** All that the conventions say; a later one wins. */
export function merged(attributes: readonly Attributes[]): Attributes {
  return Object.assign({}, ...attributes);
}

/** Facts that no convention names, under Kitex's own prefix. */
export function kitexAttributes({ rpcInfo: { invocation, stats } }: RpcContext, ending: Ending): Attributes {
  const streams = invocation.methodInfo.streaming !== "unary";
  return {
    "kitex.send_size": stats.sentBytes,
    "kitex.recv_size": stats.receivedBytes,
    ...(streams
      ? { "kitex.sent_messages": stats.sentMessages, "kitex.received_messages": stats.receivedMessages }
      : {}),
    ...(ending.kind === "declared" ? { "kitex.exception": ending.name } : {}),
  };
}

function stableEnding(ending: Ending): Attributes {
  return {
    ...errorType(ending),
    ...(ending.kind === "status" ? { "rpc.status_code": String(ending.status) } : {}),
    ...grpcStatus(ending, ({ name }) => ({ "rpc.response.status_code": name })),
  };
}

function grpcStatus(ending: Ending, attributesOf: (status: GrpcStatus) => Attributes): Attributes {
  const status = ending.kind === "failed" || ending.kind === "refused" ? ending.grpcStatus : undefined;
  return status === undefined ? {} : attributesOf(status);
}

function errorType(ending: Ending): Attributes {
  return ending.kind === "failed" ? { "error.type": ending.type } : {};
}

function callerOf(ctx: RpcContext): Attributes {
  const service = received(ctx, CallerKey.Service) ?? ctx.rpcInfo.from.service;
  const namespace = received(ctx, CallerKey.Namespace);
  const environment = received(ctx, CallerKey.Environment);
  return {
    ...(service === "" ? {} : { "peer.service": service }),
    ...(namespace === undefined ? {} : { "peer.service.namespace": namespace }),
    ...(environment === undefined ? {} : { "peer.deployment.environment": environment }),
  };
}
