import { isDeepStrictEqual } from "node:util";
import thrift from "thrift";
import { nestedRequest, type PlainMessage, type PlainSubMessage } from "../../load/nested-request.ts";
import types, { type Message, type Nested, type SubMessage } from "../../thrift-gen/bench_types.js";

/** The nested request in the classes of Apache's compiler. */
export function apacheNested(): Nested {
  const { action, msg, msgMap, subMsgs, msgSet, flagMsg } = nestedRequest();
  return new types.Nested({
    action,
    msg,
    msgMap: Object.fromEntries(Object.entries(msgMap).map(([key, value]) => [key, subMessage(value)])),
    subMsgs: subMsgs.map(subMessage),
    msgSet: msgSet.map(message),
    flagMsg: message(flagMsg),
  });
}

/** Whether an answer is the nested request. */
export function sameApacheNested(answer: Nested): boolean {
  const { msgMap, subMsgs, msgSet = [], flagMsg, action, msg } = answer;
  const plain = {
    action,
    msg,
    msgMap: Object.fromEntries(Object.entries(msgMap).map(([key, value]) => [key, plainSubMessage(value)])),
    subMsgs: subMsgs.map(plainSubMessage),
    msgSet: msgSet.map(plainMessage),
    flagMsg: plainMessage(flagMsg),
  };
  return isDeepStrictEqual(plain, nestedRequest());
}

function message({ id, value, subMessages }: PlainMessage): Message {
  return new types.Message({ id: new thrift.Int64(id), value, subMessages: subMessages.map(subMessage) });
}

function subMessage({ id, value }: PlainSubMessage): SubMessage {
  return new types.SubMessage({ id: new thrift.Int64(id), value });
}

function plainMessage({ id, value, subMessages = [] }: Message): unknown {
  return { id: Number(id), value, subMessages: subMessages.map(plainSubMessage) };
}

function plainSubMessage({ id, value }: SubMessage): unknown {
  return { id: Number(id), value };
}
