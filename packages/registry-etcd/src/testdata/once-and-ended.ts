import type { Fields } from "./proto-fields.ts";
import type { ScriptedCall } from "./scripted-etcd.ts";

/** Answers with one message and ends. */
export function answer(fields: Fields): (call: ScriptedCall) => void {
  return (call) => {
    call.send(fields);
    call.end();
  };
}

/** Answers with a gRPC status. */
export function refuse(status: number, text: string): (call: ScriptedCall) => void {
  return (call) => call.end(status, text);
}
