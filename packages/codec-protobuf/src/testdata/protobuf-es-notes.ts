// What protoc-gen-es writes for proto/adapted.proto, without its comments.

import type { Message } from "@bufbuild/protobuf";
import type { GenFile, GenMessage, GenService } from "@bufbuild/protobuf/codegenv2";
import { fileDesc, messageDesc, serviceDesc } from "@bufbuild/protobuf/codegenv2";
import type { Duration } from "@bufbuild/protobuf/wkt";
import { file_google_protobuf_duration } from "@bufbuild/protobuf/wkt";
import { adaptedFile } from "./kitex-gen/adapted/v1/adapted/codec.ts";

const file_adapted: GenFile = fileDesc(adaptedFile, [file_google_protobuf_duration]);

export type Note = Message<"adapted.v1.Note"> & {
  text: string;
  number: bigint;
  payload: Uint8Array;
  age?: Duration | undefined;
  inner?: Note | undefined;
  byName: { [key: string]: Note };
  choice: { value: string; case: "word" } | { value: number; case: "count" } | { case: undefined; value?: undefined };
};

export const NoteSchema: GenMessage<Note> = messageDesc(file_adapted, 0);

export const Notes: GenService<{
  echoNote: { methodKind: "unary"; input: typeof NoteSchema; output: typeof NoteSchema };
  countDown: { methodKind: "server_streaming"; input: typeof NoteSchema; output: typeof NoteSchema };
  join: { methodKind: "client_streaming"; input: typeof NoteSchema; output: typeof NoteSchema };
  echoAll: { methodKind: "bidi_streaming"; input: typeof NoteSchema; output: typeof NoteSchema };
  close: { methodKind: "unary"; input: typeof NoteSchema; output: typeof NoteSchema };
}> = serviceDesc(file_adapted, 0);
