import { answered, connectionError, type ServerCase, sends } from "../conformance-case.ts";
import { indexedLiteral, tableSizeUpdate } from "../raw/field-block.ts";
import { type Frame, headersFrame, Setting, Type } from "../raw/frames.ts";
import type { RawClient } from "../raw/raw-client.ts";

function request(bytes: (client: RawClient) => readonly Buffer[]): (client: RawClient) => readonly Buffer[] {
  return (client) => [headersFrame(1, Buffer.concat(bytes(client)), "end")];
}

/** A GET whose field block ends with these bytes. */
function endingWith(hex: string): (client: RawClient) => readonly Buffer[] {
  return request((client) => [client.getBlock(), Buffer.from(hex, "hex")]);
}

/** RFC 7541 section 6: every representation, as h2spec writes it. */
const representations: readonly (readonly [section: string, title: string, id: string, hex: string])[] = [
  ["6.1", "an indexed field", "generic/5/1", "ba"],
  ["6.2.1", "a literal that is remembered, its name indexed", "generic/5/2", "4087b505b161cc5a93849c48aca4"],
  [
    "6.2.1",
    "a literal that is remembered, its name indexed, without Huffman coding",
    "generic/5/3",
    "400a757365722d6167656e7406683273706563",
  ],
  ["6.2.1", "a literal that is remembered, with a new name", "generic/5/4", "4006782d7465737406683273706563"],
  [
    "6.2.1",
    "a literal that is remembered, with a new name in Huffman coding",
    "generic/5/5",
    "4085f2b24a84ff849c48aca4",
  ],
  [
    "6.2.2",
    "a literal that is not remembered, its name indexed",
    "generic/5/6",
    "000a757365722d6167656e7406683273706563",
  ],
  [
    "6.2.2",
    "a literal that is not remembered, its name indexed, in Huffman coding",
    "generic/5/7",
    "0087b505b161cc5a93849c48aca4",
  ],
  ["6.2.2", "a literal that is not remembered, with a new name", "generic/5/8", "0006782d7465737406683273706563"],
  [
    "6.2.2",
    "a literal that is not remembered, with a new name in Huffman coding",
    "generic/5/9",
    "0085f2b24a84ff849c48aca4",
  ],
  [
    "6.2.3",
    "a literal that nobody may remember, its name indexed",
    "generic/5/10",
    "100a757365722d6167656e7406683273706563",
  ],
  [
    "6.2.3",
    "a literal that nobody may remember, its name indexed, in Huffman coding",
    "generic/5/11",
    "1087b505b161cc5a93849c48aca4",
  ],
  ["6.2.3", "a literal that nobody may remember, with a new name", "generic/5/12", "1006782d7465737406683273706563"],
  [
    "6.2.3",
    "a literal that nobody may remember, with a new name in Huffman coding",
    "generic/5/13",
    "1085f2b24a84ff849c48aca4",
  ],
];

/** What RFC 7541 does not allow, at the end of a field block. */
export const refusedEndings: readonly (readonly [section: string, title: string, hex: string, h2spec?: string])[] = [
  ["2.3.3", "an index of no entry", "c6", "hpack/2.3.3/1"],
  ["2.3.3", "a name with an index of no entry", "7f0700", "hpack/2.3.3/2"],
  ["4.2", "a table size update behind a field", "21", "hpack/4.2/1"],
  ["5.1", "an integer beyond 32 bits", "ffffffffffffffffffff7f"],
  ["5.1", "an integer that does not end", "ff8080"],
  ["5.2", "Huffman padding of more than 7 bits", "0085f2b24a84ff8449509fff", "hpack/5.2/1"],
  ["5.2", "Huffman padding of zeros", "0085f2b24a84ff83495090", "hpack/5.2/2"],
  ["5.2", "Huffman coding with the symbol EOS", "0085f2b24a84ff874951fffffffa7f", "hpack/5.2/3"],
  ["5.2", "a text that is longer than the block", "0003616263ff"],
  ["6.1", "the index 0", "80", "hpack/6.1/1"],
  ["6.2", "a literal without its value", "0003616263"],
];

/** Throws unless a field block begins with the table's sizes 0 and 4,096. */
export function agreesToBoth({ payload }: Frame): void {
  const expected = Buffer.concat([tableSizeUpdate(0), tableSizeUpdate(4096)]);
  const begins = payload.subarray(0, expected.length);
  if (!begins.equals(expected)) throw new Error(`it begins with ${begins.toString("hex")}`);
}

/** RFC 7541: header compression, as far as the other side can see it. */
export const compressionCases: readonly ServerCase[] = [
  ...representations.map(
    ([section, title, id, hex]): ServerCase => ({
      section: `RFC 7541 ${section}`,
      title: `${title} is accepted`,
      h2spec: [id],
      run: sends(endingWith(hex), answered(1)),
    }),
  ),
  ...refusedEndings.map(
    ([section, title, hex, id]): ServerCase => ({
      section: `RFC 7541 ${section}`,
      title: `${title} is a COMPRESSION_ERROR`,
      ...(id !== undefined && { h2spec: [id] }),
      run: sends(endingWith(hex), connectionError("COMPRESSION_ERROR")),
    }),
  ),
  {
    section: "RFC 7541 6.3",
    title: "a table size update is accepted",
    h2spec: ["generic/5/14"],
    run: sends(
      request((client) => [tableSizeUpdate(128), client.getBlock()]),
      answered(1),
    ),
  },
  {
    section: "RFC 7541 6.3",
    title: "two table size updates are accepted",
    h2spec: ["generic/5/15"],
    run: sends(
      request((client) => [tableSizeUpdate(128), tableSizeUpdate(4096), client.getBlock()]),
      answered(1),
    ),
  },
  {
    section: "RFC 7541 6.3",
    title: "a table size update above what was allowed is a COMPRESSION_ERROR",
    h2spec: ["hpack/6.3/1"],
    run: sends(
      request((client) => [tableSizeUpdate(4097), client.getBlock()]),
      connectionError("COMPRESSION_ERROR"),
    ),
  },
  {
    section: "RFC 7541 4.2",
    title: "a table that was made smaller and larger again is agreed to in both sizes",
    run: async (client) => {
      await client.begin([Setting.HeaderTableSize, 0], [Setting.HeaderTableSize, 4096]);
      client.send(client.get(1));
      agreesToBoth(await client.onStream(1, Type.Headers));
    },
  },
  {
    section: "RFC 7541 4.3",
    title: "a smaller table forgets its entries",
    run: sends(
      (client) => [
        headersFrame(1, Buffer.concat([client.getBlock(), indexedLiteral(["x-forgotten", "yes"])]), "end"),
        headersFrame(
          3,
          Buffer.concat([tableSizeUpdate(0), tableSizeUpdate(4096), client.getBlock(), Buffer.of(0x80 | 62)]),
          "end",
        ),
      ],
      connectionError("COMPRESSION_ERROR"),
    ),
  },
  {
    section: "RFC 7541 4.4",
    title: "an entry that is larger than the table empties it, and is no error",
    run: sends(
      request((client) => [
        client.getBlock(),
        indexedLiteral(["x-remembered", "yes"]),
        indexedLiteral(["x-large", "x".repeat(5000)]),
      ]),
      answered(1),
    ),
  },
];
