import assert from "node:assert/strict";
import type { MetadataField, Values } from "../../peers/peer.ts";
import { type LibraryName, methods, type Row } from "../way.ts";
import { call } from "./call.ts";

const sent: Values = {
  text: "a text, with ~",
  "two-values": "first\nsecond",
  "raw-bin": "00ff10\nfe",
  "empty-bin": "",
};

/** The same as a library shows it: Node's HTTP/2, under grpc-js, makes one text of several. */
function cameTo(library: LibraryName): readonly MetadataField[] {
  const two = library === "grpc-js" ? ["first, second"] : ["first", "second"];
  return [
    { key: "empty-bin", value: "" },
    { key: "raw-bin", value: "00ff10" },
    { key: "raw-bin", value: "fe" },
    { key: "text", value: "a text, with ~" },
    ...two.map((value) => ({ key: "two-values", value })),
  ];
}

/** Rows about metadata: with the request, before the first response, behind the last. */
export const metadataRows: readonly Row[] = [
  ...methods.map(
    (method): Row => ({
      name: `metadata with the requests, text and bytes, several values of a name: ${method}`,
      run: async (ends) => {
        const { kind } = await call(ends, method, [{ message: "" }], { metadata: sent });
        assert.equal(kind, "ok");
        const [seen] = await ends.server.seen(1);
        assert.deepEqual(ofOurs(seen?.metadata ?? []), cameTo(ends.way.to));
      },
    }),
  ),
  ...methods.map(
    (method): Row => ({
      name: `a header and trailers of the callee: ${method}`,
      run: async (ends) => {
        const script = { header: sent, trailer: sent };
        const { kind, header, trailer } = await call(ends, method, [{ message: "", script }]);
        assert.deepEqual([kind, ofOurs(header), ofOurs(trailer)], ["ok", ...twice(ends.way.from)]);
      },
    }),
  ),
  {
    name: "trailers behind an error, after messages",
    run: async (ends) => {
      const script = { header: sent, trailer: sent, messages: 2, failure: { status: { code: 5, message: "gone" } } };
      const { kind, code, count, header, trailer } = await call(ends, "ServerStream", [{ message: "", script }]);
      assert.deepEqual([kind, code], ["status", 5]);
      // grpc-js tells of an error at once, and drops what its reader has not taken.
      if (ends.way.from !== "grpc-js") assert.equal(count, 2);
      assert.deepEqual([ofOurs(header), ofOurs(trailer)], twice(ends.way.from));
    },
  },
  {
    name: "trailers behind an error that is all there is",
    run: async (ends) => {
      const script = { trailer: sent, failure: { status: { code: 5, message: "gone" } } };
      for (const method of methods) {
        const requests = [{ message: "", script: { ...script, messages: -1 } }];
        const { kind, code, trailer } = await call(ends, method, requests);
        assert.deepEqual([kind, code, ofOurs(trailer)], ["status", 5, cameTo(ends.way.from)], method);
      }
    },
  },
  {
    name: "a header on demand, long before any message",
    run: async (ends) => {
      const script = { header: sent, sendHeader: true, messages: -1, wait: true };
      const { kind, code, count, header } = await call(ends, "ServerStream", [{ message: "", script }], {
        timeoutMs: 300,
      });
      assert.deepEqual({ kind, code, count }, { kind: "status", code: 4, count: 0 });
      assert.deepEqual(ofOurs(header), cameTo(ends.way.from));
      // The callee may notice later than the caller: what it tells of this call is not for the next row.
      await ends.server.seen(1);
    },
  },
];

/** Of a header, and of trailers. */
function twice(library: LibraryName): readonly (readonly MetadataField[])[] {
  return [cameTo(library), cameTo(library)];
}

/** Without what the libraries add of their own. */
function ofOurs(fields: readonly MetadataField[]): readonly MetadataField[] {
  return fields.filter(({ key }) => key in sent).map(({ key, value }) => ({ key, value }));
}
