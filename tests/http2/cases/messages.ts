import { answered, type ServerCase, sends, streamError } from "../conformance-case.ts";
import { type Field, fieldBlock } from "../raw/field-block.ts";
import { dataFrame, headersFrame, Type } from "../raw/frames.ts";
import type { RawClient } from "../raw/raw-client.ts";

/** A GET whose field block is changed. */
function altered(change: (fields: readonly Field[]) => readonly Field[]): ServerCase["run"] {
  return sends(
    (client) => [headersFrame(1, fieldBlock(change(client.target.get)), "end")],
    streamError(1, "PROTOCOL_ERROR"),
  );
}

const without = (name: string) => (fields: readonly Field[]) => fields.filter(([key]) => key !== name);
const valued = (name: string, value: string) => (fields: readonly Field[]) =>
  fields.map(([key, old]): Field => (key === name ? [key, value] : [key, old]));
const twice = (name: string) => (fields: readonly Field[]) =>
  fields.flatMap((field) => (field[0] === name ? [field, field] : [field]));
const also =
  (...more: readonly Field[]) =>
  (fields: readonly Field[]) => [...fields, ...more];
const pseudo =
  (...more: readonly Field[]) =>
  (fields: readonly Field[]) => [...more, ...fields];

/** A POST of "test" whose length is said to be another. */
function withLength(length: string, frames: (client: RawClient) => readonly Buffer[]): ServerCase["run"] {
  return sends(
    (client) => [client.post(1, "open", ["content-length", length]), ...frames(client)],
    streamError(1, "PROTOCOL_ERROR"),
  );
}

const malformed: readonly (readonly [
  section: string,
  title: string,
  change: (fields: readonly Field[]) => readonly Field[],
  h2spec?: string,
])[] = [
  ["8.2.1", "a name with a capital", also(["X-TEST", "ok"]), "http2/8.1.2/1"],
  ["8.2.1", "a name with a blank", also(["x test", "ok"])],
  ["8.2.1", "a name with a colon inside", also(["x:test", "ok"])],
  ["8.2.1", "a name with a control character", also(["x\x01", "ok"])],
  ["8.2.1", "a name with DEL", also(["x\x7f", "ok"])],
  ["8.2.1", "a name beyond ASCII", also(["x\xe9", "ok"])],
  ["8.2.1", "an empty name", also(["", "ok"])],
  ["8.2.1", "a value with NUL", also(["x-test", "a\0b"])],
  ["8.2.1", "a value with a line feed", also(["x-test", "a\nb"])],
  ["8.2.1", "a value with a carriage return", also(["x-test", "a\rb"])],
  ["8.2.1", "a value of a blank and NUL", also(["x-test", " \0"])],
  ["8.2.1", "a :path that ends with a blank", valued(":path", "/ ")],
  ["8.2.1", "a :method that begins with a tab", valued(":method", "\tGET")],
  ["8.2.2", "the field connection", also(["connection", "keep-alive"]), "http2/8.1.2.2/1"],
  ["8.2.2", "the field keep-alive", also(["keep-alive", "timeout=5"])],
  ["8.2.2", "the field proxy-connection", also(["proxy-connection", "keep-alive"])],
  ["8.2.2", "the field transfer-encoding", also(["transfer-encoding", "chunked"])],
  ["8.2.2", "the field upgrade", also(["upgrade", "websocket"])],
  [
    "8.2.2",
    "te with another value than trailers",
    also(["trailers", "test"], ["te", "trailers, deflate"]),
    "http2/8.1.2.2/2",
  ],
  ["8.3", "an unknown pseudo-header field", pseudo([":test", "ok"]), "http2/8.1.2.1/1"],
  ["8.3", "a pseudo-header field of responses", pseudo([":status", "200"]), "http2/8.1.2.1/2"],
  ["8.3", "a pseudo-header field behind others", (fields) => [["x-test", "ok"], ...fields], "http2/8.1.2.1/4"],
  ["8.3.1", "an empty :path", valued(":path", ""), "http2/8.1.2.3/1"],
  ["8.3.1", "no :method", without(":method"), "http2/8.1.2.3/2"],
  ["8.3.1", "no :scheme", without(":scheme"), "http2/8.1.2.3/3"],
  ["8.3.1", "no :path", without(":path"), "http2/8.1.2.3/4"],
  ["8.3.1", ":method twice", twice(":method"), "http2/8.1.2.3/5"],
  ["8.3.1", ":scheme twice", twice(":scheme"), "http2/8.1.2.3/6"],
  ["8.3.1", ":path twice", twice(":path"), "http2/8.1.2.3/7"],
  ["8.3.1", ":authority twice", twice(":authority")],
  ["8.3.1", "an empty :method", valued(":method", "")],
  ["8.3.1", "a :path without a slash", valued(":path", "index.html")],
  ["8.3.1", ":authority with a user's name", valued(":authority", "me@localhost")],
  ["8.3.1", "host other than :authority", also(["host", "another.example"])],
  ["8.3.1", "the path * of another method than OPTIONS", valued(":path", "*")],
  ["8.5", "CONNECT with :scheme and :path", valued(":method", "CONNECT")],
  [
    "8.5",
    "CONNECT without :authority",
    (fields) => fields.filter(([name]) => name === ":method").map(([name]): Field => [name, "CONNECT"]),
  ],
];

/** Values that RFC 9113 section 8.2.1 forbids, and that RFC 9110 section 5.5 has a reader of fields trim. */
const blanks: readonly (readonly [title: string, field: Field])[] = [
  ["a value that begins with a blank", ["x-test", " a"]],
  ["a value that ends with a tab", ["x-test", "a\t"]],
  ["a value of blanks alone", ["x-test", " \t"]],
];

/** Played against targets that trim values, where they take the place of those that need `strict`. */
export const trimmingCases: readonly ServerCase[] = blanks.map(
  ([title, field]): ServerCase => ({
    section: "RFC 9110 5.5",
    title: `${title} is accepted`,
    run: sends((client) => [client.get(1, field)], answered(1)),
  }),
);

/** RFC 9113 section 8: requests and answers. */
export const messageCases: readonly ServerCase[] = [
  ...blanks.map(
    ([title, field]): ServerCase => ({
      section: "8.2.1",
      title: `${title} is a PROTOCOL_ERROR of the stream`,
      needs: "strict",
      run: altered(also(field)),
    }),
  ),
  ...malformed.map(
    ([section, title, change, id]): ServerCase => ({
      section,
      title: `${title} is a PROTOCOL_ERROR of the stream`,
      ...(id !== undefined && { h2spec: [id] }),
      run: altered(change),
    }),
  ),
  {
    section: "8.2.2",
    title: "te: trailers is accepted",
    run: sends((client) => [client.get(1, ["te", "trailers"])], answered(1)),
  },
  {
    section: "8.2.1",
    title: "a value with bytes beyond ASCII, and an empty one, are accepted",
    run: sends((client) => [client.get(1, ["x-test", "\xe9\xff"], ["x-empty", ""])], answered(1)),
  },
  {
    section: "8.2.3",
    title: "cookies may come in several fields",
    run: sends((client) => [client.get(1, ["cookie", "a=b"], ["cookie", "c=d"])], answered(1)),
  },
  {
    section: "8.1",
    title: "HEAD is answered",
    h2spec: ["generic/4/2"],
    run: sends((client) => {
      const fields = client.target.get.map(([name, value]): Field => [name, name === ":method" ? "HEAD" : value]);
      return [headersFrame(1, fieldBlock(fields), "end")];
    }, answered(1)),
  },
  {
    section: "8.1",
    title: "POST is answered",
    h2spec: ["generic/4/3"],
    run: sends((client) => [client.post(1), dataFrame(1, "test", "end")], answered(1)),
  },
  {
    section: "8.1",
    title: "POST with trailers is answered",
    h2spec: ["generic/4/4"],
    run: sends(
      (client) => [
        client.post(1, "open", ["trailer", "x-test"]),
        dataFrame(1, "test", "open"),
        headersFrame(1, fieldBlock([["x-test", "ok"]]), "end"),
      ],
      (client) => client.streamEnd(1),
    ),
  },
  {
    section: "8.1",
    title: "trailers may be all there is",
    run: sends(
      (client) => [client.post(1), headersFrame(1, fieldBlock([["x-test", "ok"]]), "end")],
      (client) => client.streamEnd(1),
    ),
  },
  {
    section: "8.1",
    title: "a second HEADERS without END_STREAM is a PROTOCOL_ERROR",
    h2spec: ["http2/8.1/1"],
    run: sends(
      (client) => [
        client.post(1),
        dataFrame(1, "test", "open"),
        headersFrame(1, fieldBlock([["x-test", "ok"]]), "open"),
      ],
      streamError(1, "PROTOCOL_ERROR"),
    ),
  },
  {
    section: "8.1",
    title: "DATA behind trailers is a STREAM_CLOSED",
    run: sends(
      (client) => [client.post(1), headersFrame(1, fieldBlock([["x-test", "ok"]]), "end"), dataFrame(1, "test", "end")],
      streamError(1, "STREAM_CLOSED"),
    ),
  },
  {
    section: "8.3",
    title: "a pseudo-header field in trailers is a PROTOCOL_ERROR",
    h2spec: ["http2/8.1.2.1/3"],
    run: sends(
      (client) => [
        client.post(1),
        dataFrame(1, "test", "open"),
        headersFrame(1, fieldBlock([[":method", "POST"]]), "end"),
      ],
      streamError(1, "PROTOCOL_ERROR"),
    ),
  },
  {
    section: "8.2.1",
    title: "a malformed field in trailers is a PROTOCOL_ERROR",
    run: sends(
      (client) => [client.post(1), headersFrame(1, fieldBlock([["X-TEST", "ok"]]), "end")],
      streamError(1, "PROTOCOL_ERROR"),
    ),
  },
  {
    section: "8.1.1",
    title: "more data than content-length says is a PROTOCOL_ERROR",
    h2spec: ["http2/8.1.2.6/1"],
    run: withLength("1", () => [dataFrame(1, "test", "end")]),
  },
  {
    section: "8.1.1",
    title: "more data in several frames than content-length says is a PROTOCOL_ERROR",
    h2spec: ["http2/8.1.2.6/2"],
    run: withLength("1", () => [dataFrame(1, "test", "open"), dataFrame(1, "test", "end")]),
  },
  {
    section: "8.1.1",
    title: "less data than content-length says is a PROTOCOL_ERROR",
    run: withLength("5", () => [dataFrame(1, "test", "end")]),
  },
  {
    section: "8.1.1",
    title: "no data where content-length says there is some is a PROTOCOL_ERROR",
    run: sends((client) => [client.post(1, "end", ["content-length", "5"])], streamError(1, "PROTOCOL_ERROR")),
  },
  {
    section: "8.1.1",
    title: "less data than content-length says, before trailers, is a PROTOCOL_ERROR",
    run: withLength("5", () => [dataFrame(1, "test", "open"), headersFrame(1, fieldBlock([["x-test", "ok"]]), "end")]),
  },
  {
    section: "8.1.1",
    title: "a content-length that is no number is a PROTOCOL_ERROR",
    run: withLength("4x", () => [dataFrame(1, "test", "end")]),
  },
  {
    section: "8.1.1",
    title: "two content-lengths that differ are a PROTOCOL_ERROR",
    run: sends(
      (client) => [
        client.post(1, "open", ["content-length", "4"], ["content-length", "5"]),
        dataFrame(1, "test", "end"),
      ],
      streamError(1, "PROTOCOL_ERROR"),
    ),
  },
  {
    section: "8.1.1",
    title: "the right content-length is accepted",
    run: sends((client) => [client.post(1, "open", ["content-length", "4"]), dataFrame(1, "test", "end")], answered(1)),
  },
  {
    section: "8.1.1",
    title: "a malformed request is not answered",
    run: async (client) => {
      await client.begin();
      client.send(client.get(1, ["X-TEST", "ok"]));
      await client.streamError(1, "PROTOCOL_ERROR");
      if (client.count(1, Type.Headers) > 0) throw new Error("it was");
    },
  },
];
