import assert from "node:assert/strict";
import type { Failure } from "../../peers/peer.ts";
import { methods, type Row, type Way } from "../way.ts";
import { call, sentBy } from "./call.ts";

const gone = { code: 5, message: "no ü, 100% of 🙂\n\tgone", details: ["why", ""] };

/** Rows about calls that end in an error. */
export const failureRows: readonly Row[] = [
  ...methods.map(
    (method): Row => ({
      name: `a status with a text of all planes of Unicode: ${method}`,
      run: async (ends) => {
        const { code, message } = gone;
        const called = await call(ends, method, failing({ status: { code, message } }));
        assert.deepEqual(
          { kind: called.kind, code: called.code, message: called.message },
          { kind: "status", code, message: sentBy(ends.way.to, message) },
        );
      },
    }),
  ),
  ...methods.map(
    (method): Row => ({
      name: `details of a status: ${method}`,
      // Thrift's IDL has none.
      on: ({ messages }) => messages === "Protobuf",
      run: async (ends) => {
        const { kind, code, details } = await call(ends, method, failing({ status: gone }));
        assert.deepEqual({ kind, code, details }, { kind: "status", code: gone.code, details: gone.details });
      },
    }),
  ),
  {
    name: "every code of a status",
    run: async (ends) => {
      for (let code = 1; code <= 16; code++) {
        const called = await call(ends, "Unary", failing({ status: { code, message: "x" } }));
        assert.deepEqual([called.kind, called.code], ["status", code]);
      }
    },
  },
  {
    name: "a status without a text",
    run: async (ends) => {
      const { kind, code, message } = await call(ends, "Unary", failing({ status: { code: 5, message: "" } }));
      assert.deepEqual(
        { kind, code, message },
        { kind: "status", code: 5, message: asRead(ends.way, sentBy(ends.way.to, "")) },
      );
    },
  },
  {
    name: "messages before the error are delivered",
    // grpc-js tells of an error at once, and drops what its reader has not taken.
    on: ({ from }) => from !== "grpc-js",
    run: async (ends) => {
      for (const method of ["ServerStream", "Bidi"] as const) {
        const script = { messages: 50, size: 1000, failure: { status: { code: 9, message: "enough" } } };
        const { kind, code, count } = await call(ends, method, [{ message: "", script }]);
        assert.deepEqual({ kind, code, count }, { kind: "status", code: 9, count: 50 }, method);
      }
    },
  },
  {
    name: "an error without a status",
    run: async (ends) => {
      const { kind, code, message } = await call(ends, "Unary", failing({ error: "odd" }));
      // Kitex has 13 for it, and ours does; gRPC's own libraries have 2.
      const expected = ["Kitex", "ours"].includes(ends.way.to) ? 13 : 2;
      assert.deepEqual(
        { kind, code, message },
        { kind: "status", code: expected, message: sentBy(ends.way.to, "odd") },
      );
    },
  },
  {
    name: "a panic",
    // It ends the program elsewhere.
    on: ({ to }) => to === "ours" || to === "Kitex",
    run: async (ends) => {
      for (const method of methods) {
        const { kind, code } = await call(ends, method, failing({ panic: "aah" }));
        assert.deepEqual([kind, code], ["status", 13], method);
      }
      assert.equal((await call(ends, "Unary", [{ message: "" }])).kind, "ok");
    },
  },
  ...methods.map(
    (method): Row => ({
      name: `a business status with extras: ${method}`,
      on: ({ to }) => to !== "grpc-js",
      run: async (ends) => {
        const bizStatus = { code: 404, message: "nobody", extra: { key: "välue" } };
        const { kind, code, message, extra } = await call(ends, method, failing({ bizStatus }));
        if (knowsBusiness(ends.way)) {
          assert.deepEqual({ kind, code, message, extra }, { kind: "business", ...bizStatus });
        } else assert.deepEqual({ kind, code, message }, { kind: "status", code: 13, message: "nobody" });
      },
    }),
  ),
  {
    name: "a plain method of Thrift's: its result, and the exception that it declares",
    on: ({ messages }) => messages === "Thrift",
    run: async ({ client }) => {
      const { kind, responses } = await client.call("plain", [{ message: "hi", payload: "00" }]);
      assert.deepEqual([kind, responses.map(({ payload }) => payload)], ["ok", ["00"]]);
      const refused = await client.call("plain", failing({ refused: "not you" }));
      assert.deepEqual([refused.kind, refused.message], ["declared", "not you"]);
    },
  },
];

function failing(failure: Failure): { message: string; script: { messages: number; failure: Failure } }[] {
  return [{ message: "", script: { messages: -1, failure } }];
}

/** Kitex's server writes a blank at the beginning of a message as it is, which HTTP/2 forbids, and ours reads without it. */
function asRead({ from, to }: Way, message: string): string {
  return from === "ours" && to === "Kitex" ? message.trim() : message;
}

/** Business statuses are Kitex's and ours; its peer in Go writes them as Kitex does, for us to read. */
function knowsBusiness({ from }: Way): boolean {
  return from === "ours" || from === "Kitex";
}
