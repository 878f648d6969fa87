import { answers, type ClientCase, connectionError, streamError } from "../conformance-case.ts";
import { type Field, fieldBlock, tableSizeUpdate } from "../raw/field-block.ts";
import { dataFrame, headersFrame, rstStreamFrame, Setting, Type } from "../raw/frames.ts";
import { answer } from "../raw/raw-server.ts";
import { agreesToBoth, refusedEndings } from "./compression.ts";

const okay = (...more: readonly Field[]): readonly Field[] => [[":status", "200"], ...more];

const malformed: readonly (readonly [section: string, title: string, fields: readonly Field[]])[] = [
  ["8.3.2", "an answer without :status", [["x-test", "ok"]]],
  ["8.3.2", "an empty :status", [[":status", ""]]],
  ["8.3.2", "a :status that is no number", [[":status", "2xx"]]],
  ["8.3.2", "a :status of two digits", [[":status", "20"]]],
  ["8.3.2", ":status twice", okay([":status", "200"])],
  ["8.6", "the status 101", [[":status", "101"]]],
  ["8.3", "a pseudo-header field of requests", okay([":path", "/"])],
  ["8.3", "an unknown pseudo-header field", okay([":test", "ok"])],
  ["8.3", "a pseudo-header field behind others", [["x-test", "ok"], ...okay()]],
  ["8.2.1", "a name with a capital", okay(["X-TEST", "ok"])],
  ["8.2.1", "a value with a line feed", okay(["x-test", "a\nb"])],
  ["8.2.1", "a value with NUL", okay(["x-test", "a\0b"])],
  ["8.2.2", "the field connection", okay(["connection", "close"])],
  ["8.2.2", "the field transfer-encoding", okay(["transfer-encoding", "chunked"])],
];

const info = (status: string, ending: "end" | "open"): Buffer =>
  headersFrame(1, fieldBlock([[":status", status]]), ending);
const trailers = (...fields: readonly Field[]): Buffer => headersFrame(1, fieldBlock(fields), "end");

/** RFC 9113 section 8 and RFC 7541, asked of a client: answers. */
export const clientMessageCases: readonly ClientCase[] = [
  ...malformed.map(
    ([section, title, fields]): ClientCase => ({
      section,
      title: `${title} is a PROTOCOL_ERROR of the stream`,
      run: answers([headersFrame(1, fieldBlock(fields), "end")], streamError(1, "PROTOCOL_ERROR")),
    }),
  ),
  {
    section: "8.1",
    title: "headers, data and trailers reach the owner",
    run: async (server) => {
      await server.begin();
      const { heard } = await server.asked();
      server.send(answer(1, "open", ["x-a", "1"]), dataFrame(1, "te", "open"), dataFrame(1, "st", "open"));
      server.send(trailers(["x-b", "2"]));
      await heard.whole();
      const [head, tail] = heard.blocks;
      const got = [head?.get("x-a"), heard.body, tail?.get("x-b")].join();
      if (got !== "1,test,2") throw new Error(`what came is ${got}`);
    },
  },
  {
    section: "8.1",
    title: "informational answers come before the one that counts",
    run: async (server) => {
      await server.begin();
      const { heard } = await server.asked();
      server.send(info("100", "open"), info("103", "open"), answer(1, "end"));
      await heard.whole();
      if (heard.blocks.length !== 1 || heard.status !== "200") throw new Error(`${heard.blocks.length} blocks came`);
    },
  },
  {
    section: "8.1",
    title: "an informational answer that ends the stream is a PROTOCOL_ERROR",
    run: answers([info("103", "end")], streamError(1, "PROTOCOL_ERROR")),
  },
  {
    section: "8.1",
    title: "DATA before an answer is a PROTOCOL_ERROR",
    run: answers([dataFrame(1, "test", "end")], streamError(1, "PROTOCOL_ERROR")),
  },
  {
    section: "8.1",
    title: "DATA behind an informational answer is a PROTOCOL_ERROR",
    run: answers([info("100", "open"), dataFrame(1, "test", "end")], streamError(1, "PROTOCOL_ERROR")),
  },
  {
    section: "8.1",
    title: "HEADERS in the middle of an answer are a PROTOCOL_ERROR",
    run: answers(
      [answer(1, "open"), dataFrame(1, "test", "open"), headersFrame(1, fieldBlock([["x-b", "2"]]), "open")],
      streamError(1, "PROTOCOL_ERROR"),
    ),
  },
  {
    section: "8.3",
    title: "a pseudo-header field in trailers is a PROTOCOL_ERROR",
    run: answers([answer(1, "open"), trailers([":status", "200"])], streamError(1, "PROTOCOL_ERROR")),
  },
  {
    section: "8.1",
    title: "a whole answer stays one when NO_ERROR stops the request behind it",
    run: async (server) => {
      await server.begin();
      const { heard, stream } = await server.asked("open");
      server.send(answer(1, "open"), dataFrame(1, "test", "end"), rstStreamFrame(1, 0));
      await heard.whole();
      await server.alive();
      stream.sendData((out) => out.writeBytes(Buffer.alloc(100)), true);
      await server.alive();
      const { code, by } = await heard.lost();
      if (heard.body !== "test" || code !== 0 || by !== "peer") throw new Error(`"${heard.body}", ${code} by ${by}`);
      if (server.dataBytes(1) > 0) throw new Error("the request went on");
    },
  },
  ...(
    [
      ["more data", "3"],
      ["less data", "5"],
    ] as const
  ).map(
    ([what, length]): ClientCase => ({
      section: "8.1.1",
      title: `${what} than content-length says is a PROTOCOL_ERROR`,
      run: answers(
        [answer(1, "open", ["content-length", length]), dataFrame(1, "test", "end")],
        streamError(1, "PROTOCOL_ERROR"),
      ),
    }),
  ),
  {
    section: "8.1.1",
    title: "no data where content-length says there is some is a PROTOCOL_ERROR",
    run: answers([answer(1, "end", ["content-length", "5"])], streamError(1, "PROTOCOL_ERROR")),
  },
  {
    section: "8.1.1",
    title: "a malformed answer does not reach the owner",
    run: async (server) => {
      await server.begin();
      const { heard } = await server.asked();
      server.send(answer(1, "end", ["X-TEST", "ok"]));
      const { by } = await heard.lost();
      if (by !== "protocol" || heard.blocks.length > 0) throw new Error(`by ${by}, ${heard.blocks.length} blocks`);
    },
  },
  ...refusedEndings.map(
    ([section, title, hex]): ClientCase => ({
      section: `RFC 7541 ${section}`,
      title: `${title} is a COMPRESSION_ERROR`,
      run: answers(
        [headersFrame(1, Buffer.concat([Buffer.of(0x88), Buffer.from(hex, "hex")]), "end")],
        connectionError("COMPRESSION_ERROR"),
      ),
    }),
  ),
  {
    section: "RFC 7541 4.2",
    title: "a table that was made smaller and larger again is agreed to in both sizes",
    run: async (server) => {
      await server.begin([Setting.HeaderTableSize, 0], [Setting.HeaderTableSize, 4096]);
      server.open();
      agreesToBoth(await server.onStream(1, Type.Headers));
    },
  },
  {
    section: "RFC 7541 6.3",
    title: "a table size update above what was allowed is a COMPRESSION_ERROR",
    run: answers(
      [headersFrame(1, Buffer.concat([tableSizeUpdate(4097), Buffer.of(0x88)]), "end")],
      connectionError("COMPRESSION_ERROR"),
    ),
  },
];
