import assert from "node:assert/strict";
import type { CallOptions, SeenCall } from "../../peers/peer.ts";
import { type Ends, type Method, methods, type Row, type Way } from "../way.ts";
import { call } from "./call.ts";

/** What of Kitex's metainfo goes with a call. */
type Metainfo = Pick<CallOptions, "transient" | "persistent">;

/** Rows about Kitex's metainfo, which travels as headers. */
export const metainfoRows: readonly Row[] = [
  ...methods.map(
    (method): Row => ({
      name: `metainfo, transient and persistent, beside metadata: ${method}`,
      on: withKitex,
      run: async (ends) => {
        const sent = { transient: { ONE_HOP: "1", SECOND: "2" }, persistent: { ALL_HOPS: "3", ONE_HOP: "4" } };
        const seen = await seenOf(ends, method, { ...sent, metadata: { text: "beside" } });
        assert.deepEqual(metainfoOf(seen), sent);
        assert.equal(seen.metadata.find(({ key }) => key === "text")?.value, "beside");
      },
    }),
  ),
  metainfoRow("names of metainfo come in upper case, with _ for -", {
    sent: { transient: { "With-Case_and.dots": "1" }, persistent: { "x-y": "2" } },
    seen: { transient: { "WITH_CASE_AND.DOTS": "1" }, persistent: { X_Y: "2" } },
  }),
  metainfoRow(
    "values of metainfo that are long, or no ASCII",
    same({ transient: { A: "é 😀" }, persistent: { B: "x".repeat(3000) } }),
  ),
  metainfoRow(
    "metainfo whose names end as those of bytes do",
    same({ transient: { RAW_BIN: "plain text" }, persistent: { _BIN: "é 😀, with a comma" } }),
  ),
  metainfoRow("metainfo that no header can hold, or that is empty, is left out", {
    sent: { transient: { "a b": "1", LINES: "1\n2", LEFT: "3" }, persistent: { é: "4", NOTHING: "", RIGHT: "5" } },
    seen: { transient: { LEFT: "3" }, persistent: { RIGHT: "5" } },
  }),
  {
    name: "backward values of metainfo stay with the callee",
    on: withKitex,
    run: async (ends) => {
      const { kind, backward, header, trailer } = await call(ends, "Unary", [{ message: "" }]);
      assert.deepEqual([kind, backward], ["ok", undefined]);
      assert.deepEqual(
        [...header, ...trailer].filter(({ key }) => /answered|^rpc-/.test(key)),
        [],
      );
    },
  },
];

function metainfoRow(name: string, { sent, seen }: { readonly sent: Metainfo; readonly seen: Metainfo }): Row {
  return {
    name,
    on: withKitex,
    run: async (ends) => {
      for (const method of ["Unary", "Bidi"] as const) {
        assert.deepEqual(metainfoOf(await seenOf(ends, method, sent)), seen, method);
      }
    },
  };
}

function same(values: Metainfo): { readonly sent: Metainfo; readonly seen: Metainfo } {
  return { sent: values, seen: values };
}

async function seenOf(ends: Ends, method: Method, options: CallOptions): Promise<SeenCall> {
  assert.equal((await call(ends, method, [{ message: "" }], options)).kind, "ok");
  const [seen] = await ends.server.seen(1);
  assert.ok(seen !== undefined);
  return seen;
}

function metainfoOf({ transient, persistent }: SeenCall): Metainfo {
  return { ...(transient === undefined ? {} : { transient }), ...(persistent === undefined ? {} : { persistent }) };
}

/** The other libraries have none. */
function withKitex({ from, to }: Way): boolean {
  return from === "Kitex" || to === "Kitex";
}
