import { isDeepStrictEqual } from "node:util";
import type { Message, Nested as ProtobufNested, SubMessage } from "../../kitex-gen/bench/types.ts";
import type { Nested as ThriftNested } from "../../kitex-gen/thrift/bench/types.ts";
import { nestedRequest, type PlainMessage, type PlainSubMessage } from "../../load/nested-request.ts";

/** The nested request in the types that the tool writes: those of bench.thrift and of bench.proto have the same fields. */
export function typedNested(): ThriftNested & ProtobufNested {
  const { action, msg, msgMap, subMsgs, msgSet, flagMsg } = nestedRequest();
  return {
    action,
    msg,
    msgMap: new Map(Object.entries(msgMap).map(([key, value]) => [key, subMessage(value)])),
    subMsgs: subMsgs.map(subMessage),
    msgSet: msgSet.map(message),
    flagMsg: message(flagMsg),
  };
}

/** Whether two of them hold the same. */
export function sameNested(a: ThriftNested | ProtobufNested, b: ThriftNested | ProtobufNested): boolean {
  return isDeepStrictEqual(a, b);
}

function message({ id, value, subMessages }: PlainMessage): Message {
  return { id: BigInt(id), value, subMessages: subMessages.map(subMessage) };
}

function subMessage({ id, value }: PlainSubMessage): SubMessage {
  return { id: BigInt(id), value };
}
