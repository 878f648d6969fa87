import { expect, test } from "vitest";
import {
  type ClientCall,
  type Oneway,
  type OnewayNoRequest,
  oneway,
  onewayNoRequest,
  unary,
  unaryNoRequest,
} from "./client-call.ts";

function recordingCall(): { readonly call: ClientCall; readonly made: unknown[] } {
  const made: unknown[] = [];
  const never = (): never => {
    throw new Error("a call is no stream");
  };
  const answer: ClientCall = {
    stream: never,
    upload: never,
    settleUpload: never,
    openDuplex: never,
    openUpload: never,
    call: (...args) => {
      made.push(["call", ...args]);
      return Promise.reject(new Error("made"));
    },
    settle: (...args) => {
      made.push(["settle", ...args]);
      return Promise.reject(new Error("made"));
    },
  };
  return { call: answer, made };
}

const options = { timeoutMs: 5 };

test.each<[string, (call: ClientCall) => Oneway<number>]>([
  ["unary", (call) => unary(call, "echo")],
  ["oneway", (call) => oneway(call, "echo")],
])("a %s method takes a request and options, plain and safe", async (_kind, bind) => {
  const { call, made } = recordingCall();
  const method = bind(call);
  await Promise.allSettled([method(1), method(2, options), method.safe(3), method.safe(4, options)]);
  expect(made).toEqual([
    ["call", "echo", 1, undefined],
    ["call", "echo", 2, options],
    ["settle", "echo", 3, undefined],
    ["settle", "echo", 4, options],
  ]);
});

test.each<[string, (call: ClientCall) => OnewayNoRequest]>([
  ["unary", (call) => unaryNoRequest(call, "ping")],
  ["oneway", (call) => onewayNoRequest(call, "ping")],
])("a %s method without parameters takes only options", async (_kind, bind) => {
  const { call, made } = recordingCall();
  const method = bind(call);
  await Promise.allSettled([method(), method(options), method.safe(options)]);
  expect(made).toEqual([
    ["call", "ping", undefined, undefined],
    ["call", "ping", undefined, options],
    ["settle", "ping", undefined, options],
  ]);
});
