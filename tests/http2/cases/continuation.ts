import { answered, connectionError, type ServerCase, sends } from "../conformance-case.ts";
import { fieldBlock } from "../raw/field-block.ts";
import { continuationFrame, dataFrame, openHeadersFrame } from "../raw/frames.ts";

const more = fieldBlock([["x-more", "x".repeat(4000)]]);

/** RFC 9113 section 6.10. */
export const continuationCases: readonly ServerCase[] = [
  {
    section: "6.10",
    title: "a field block in two pieces is one",
    h2spec: ["generic/3.10/1"],
    run: sends((client) => {
      const block = client.getBlock();
      return [openHeadersFrame(1, block.subarray(0, 5), "end"), continuationFrame(1, block.subarray(5), "last")];
    }, answered(1)),
  },
  {
    section: "6.10",
    title: "a field block in three pieces is one",
    h2spec: ["generic/3.10/2"],
    run: sends((client) => {
      const block = client.getBlock();
      return [
        openHeadersFrame(1, block.subarray(0, 5), "end"),
        continuationFrame(1, block.subarray(5, 10), "middle"),
        continuationFrame(1, block.subarray(10), "last"),
      ];
    }, answered(1)),
  },
  {
    section: "6.10",
    title: "pieces of many bytes are accepted",
    h2spec: ["http2/6.10/1"],
    run: sends(
      (client) => [
        openHeadersFrame(1, client.getBlock(), "end"),
        continuationFrame(1, more, "middle"),
        continuationFrame(1, more, "last"),
      ],
      answered(1),
    ),
  },
  {
    section: "6.10",
    title: "an empty first piece, and an empty last one, are pieces",
    run: sends(
      (client) => [
        openHeadersFrame(1, Buffer.alloc(0), "end"),
        continuationFrame(1, client.getBlock(), "middle"),
        continuationFrame(1, Buffer.alloc(0), "last"),
      ],
      answered(1),
    ),
  },
  {
    section: "6.10",
    title: "trailers may be in pieces",
    run: sends(
      (client) => [
        client.post(1),
        dataFrame(1, "test", "open"),
        openHeadersFrame(1, more.subarray(0, 7), "end"),
        continuationFrame(1, more.subarray(7), "last"),
      ],
      (client) => client.streamEnd(1),
    ),
  },
  {
    section: "6.10",
    title: "another frame behind a CONTINUATION that is not the last is a PROTOCOL_ERROR",
    h2spec: ["http2/6.10/2"],
    run: sends(
      (client) => [
        openHeadersFrame(1, client.postBlock(), "open"),
        continuationFrame(1, more, "middle"),
        dataFrame(1, "test", "end"),
      ],
      connectionError("PROTOCOL_ERROR"),
    ),
  },
  {
    section: "6.10",
    title: "CONTINUATION on stream 0 is a PROTOCOL_ERROR",
    h2spec: ["http2/6.10/3"],
    run: sends(
      (client) => [openHeadersFrame(1, client.getBlock(), "end"), continuationFrame(0, more, "last")],
      connectionError("PROTOCOL_ERROR"),
    ),
  },
  {
    section: "6.10",
    title: "CONTINUATION behind HEADERS that were complete is a PROTOCOL_ERROR",
    h2spec: ["http2/6.10/4"],
    run: sends((client) => [client.get(1), continuationFrame(1, more, "last")], connectionError("PROTOCOL_ERROR")),
  },
  {
    section: "6.10",
    title: "CONTINUATION behind a last CONTINUATION is a PROTOCOL_ERROR",
    h2spec: ["http2/6.10/5"],
    run: sends(
      (client) => [
        openHeadersFrame(1, client.getBlock(), "end"),
        continuationFrame(1, more, "last"),
        continuationFrame(1, more, "last"),
      ],
      connectionError("PROTOCOL_ERROR"),
    ),
  },
  {
    section: "6.10",
    title: "CONTINUATION behind DATA is a PROTOCOL_ERROR",
    h2spec: ["http2/6.10/6"],
    run: sends(
      (client) => [client.post(1), dataFrame(1, "test", "open"), continuationFrame(1, more, "last")],
      connectionError("PROTOCOL_ERROR"),
    ),
  },
];
