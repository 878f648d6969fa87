import type { MethodInfo } from "@kitex-ts/core/extension";
import type { MessageDescriptor } from "../descriptor.ts";
import { messageBody, messageResult } from "../message-body.ts";
import { missingRequired } from "../protobuf-error.ts";
import { hasMore, readString, readTag } from "../wire/reader.ts";
import { skipField } from "../wire/skip.ts";
import { checkMessage, writeString } from "../wire/writer.ts";

export interface Text {
  readonly message?: string;
}

const messageTag = 0x0a;

/** A message with one field, `string message = 1`. */
export const Text: MessageDescriptor<Text> = {
  name: "rec.Text",
  fields: [
    {
      number: 1,
      name: "message",
      property: "message",
      jsonName: "message",
      cardinality: "implicit",
      type: { kind: "string" },
    },
  ],
  write(value, out, depth) {
    checkMessage(value, depth);
    if (value.message === undefined || value.message === "") return;
    out.writeByte(messageTag);
    writeString(out, value.message);
  },
  read(input, end, depth) {
    let message = "";
    while (hasMore(input, end)) {
      const tag = readTag(input);
      if (tag === messageTag) message = readString(input);
      else skipField(input, tag, depth);
    }
    return { message };
  },
};

/** The same with a field that must be there, so that no shorter message is one. */
export const RequiredText: MessageDescriptor<Text> = {
  ...Text,
  name: "rec.RequiredText",
  read(input, end, depth) {
    const text = Text.read(input, end, depth);
    if (text.message === "") throw missingRequired("message");
    return text;
  },
};

/** A method of recorded exchanges, `rpc <name>(Text) returns (Text)`. */
export function textMethod(name: string): MethodInfo {
  return {
    service: "EchoService",
    name,
    oneway: false,
    streaming: "unary",
    args: messageBody(Text),
    result: messageResult(Text),
  };
}
