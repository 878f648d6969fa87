import { create, equals } from "@bufbuild/protobuf";
import { nestedRequest, type PlainMessage, type PlainSubMessage } from "../load/nested-request.ts";
import {
  type Message,
  MessageSchema,
  type Nested,
  NestedSchema,
  type SubMessage,
  SubMessageSchema,
} from "../protobuf-gen/bench_pb.ts";

/** The nested request for `@bufbuild/protobuf`. */
export function esNested(): Nested {
  const { action, msg, msgMap, subMsgs, msgSet, flagMsg } = nestedRequest();
  return create(NestedSchema, {
    action,
    msg,
    msgMap: Object.fromEntries(Object.entries(msgMap).map(([key, value]) => [key, subMessage(value)])),
    subMsgs: subMsgs.map(subMessage),
    msgSet: msgSet.map(message),
    flagMsg: message(flagMsg),
  });
}

/** Whether two of them hold the same. */
export function sameEsNested(a: Nested, b: Nested): boolean {
  return equals(NestedSchema, a, b);
}

function message({ id, value, subMessages }: PlainMessage): Message {
  return create(MessageSchema, { id: BigInt(id), value, subMessages: subMessages.map(subMessage) });
}

function subMessage({ id, value }: PlainSubMessage): SubMessage {
  return create(SubMessageSchema, { id: BigInt(id), value });
}
