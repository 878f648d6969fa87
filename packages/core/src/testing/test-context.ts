import { DEFAULT_WEIGHT } from "../context/instance.ts";
import type { MetaInfo } from "../context/meta-info.ts";
import { RpcContext } from "../context/rpc-context.ts";
import { RpcInfo } from "../context/rpc-info.ts";
import type { CallPhase } from "../errors/kitex-error.ts";
import type { MethodInfo, StreamingMode } from "../payload/method-info.ts";
import { type Clock, systemClock } from "../util/clock.ts";
import { jsonBody, jsonResult } from "./json-codec.ts";

/** What a context is to say; the rest is filled in. */
export interface TestContextOptions {
  /** The IDL's names. Default `Echo` and `echo`. */
  readonly service?: string;
  readonly method?: string;
  readonly oneway?: boolean;
  /** Default `unary`. */
  readonly streaming?: StreamingMode;
  /** The callee's name in discovery. Default `echo`. */
  readonly destination?: string;
  /** An address that was chosen already. Default: none. */
  readonly address?: string;
  /** The caller's own name, and the method in whose handler it calls. Default: empty. */
  readonly callerService?: string;
  readonly callerMethod?: string;
  /** Milliseconds for the call; 0, the default, is no limit. */
  readonly timeoutMs?: number;
  /** Milliseconds that a message of a stream may take; 0, the default, is no limit. */
  readonly recvTimeoutMs?: number;
  readonly waitForReady?: boolean;
  /** Milliseconds for connecting, as the application stated them. Default: not stated, 1,000. */
  readonly connectTimeoutMs?: number;
  readonly phase?: CallPhase;
  readonly meta?: MetaInfo;
  readonly clock?: Clock;
}

/** The context of a call that nobody makes: what a middleware, a tracer or a codec is tested with. */
export function testContext(options: TestContextOptions = {}): RpcContext {
  const {
    service = "Echo",
    method = "echo",
    oneway = false,
    streaming = "unary",
    timeoutMs = 0,
    clock = systemClock,
  } = options;
  const methodInfo: MethodInfo = {
    service,
    name: method,
    oneway,
    streaming,
    args: jsonBody,
    result: jsonResult(),
  };
  const { address, connectTimeoutMs } = options;
  const startMs = clock.now();
  return new RpcContext({
    rpcInfo: new RpcInfo(
      { service: options.callerService ?? "", method: options.callerMethod ?? "", address: undefined },
      {
        service: options.destination ?? "echo",
        method,
        tags: new Map(),
        instance: address === undefined ? undefined : { address, weight: DEFAULT_WEIGHT, tags: new Map() },
      },
      { service, method, methodInfo },
      {
        timeoutMs,
        connectTimeoutMs: connectTimeoutMs ?? 1_000,
        connectTimeoutStated: connectTimeoutMs !== undefined,
        recvTimeoutMs: options.recvTimeoutMs ?? 0,
        compressor: undefined,
        waitForReady: options.waitForReady ?? false,
      },
      { startMs, finishMs: undefined, sentBytes: 0, receivedBytes: 0, sentMessages: 0, receivedMessages: 0 },
    ),
    clock,
    deadlineMs: timeoutMs === 0 ? undefined : startMs + timeoutMs,
    phase: options.phase ?? "resolve",
    meta: options.meta,
  });
}
