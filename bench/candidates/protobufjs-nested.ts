import { isDeepStrictEqual } from "node:util";
import { nestedRequest } from "../load/nested-request.ts";
import type { bench } from "../protobuf-gen/protobufjs.js";

/** The nested request for protobufjs: plain objects. */
export function protobufjsNested(): bench.Nested.$Properties {
  const { action, msg, msgMap, subMsgs, msgSet, flagMsg } = nestedRequest();
  return {
    action,
    msg,
    msgMap: { ...msgMap },
    subMsgs: [...subMsgs],
    msgSet: msgSet.map((message) => ({ ...message, subMessages: [...message.subMessages] })),
    flagMsg: { ...flagMsg, subMessages: [...flagMsg.subMessages] },
  };
}

/** Whether an answer is the nested request. Its 64-bit integers are objects, whose text is the number. */
export function sameProtobufjsNested(answer: bench.Nested.$Properties): boolean {
  const { action, msg, msgMap, subMsgs, msgSet, flagMsg } = answer;
  return isDeepStrictEqual(plain({ action, msg, msgMap, subMsgs, msgSet, flagMsg }), plain(nestedRequest()));
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, item) => (key === "id" ? Number(String(item)) : item)));
}
