import assert from "node:assert/strict";
import { methodOn, type Row } from "../way.ts";
import { call } from "./call.ts";

/** Rows about the four kinds of method. */
export const kindRows: readonly Row[] = [
  {
    name: "one request, one response",
    run: async (ends) => {
      const { kind, responses } = await call(ends, "Unary", [{ message: "grüß", payload: "00ff" }]);
      assert.equal(kind, "ok");
      assert.deepEqual(responses, [{ message: "grüß", payload: "00ff", count: 0, bytes: 0, leftMs: 0 }]);
      const [seen] = await ends.server.seen(1);
      assert.deepEqual([seen?.method, seen?.requests], [methodOn(ends.way, "Unary"), 1]);
    },
  },
  {
    name: "a message without a field that is set",
    run: async (ends) => {
      const { kind, responses } = await call(ends, "Unary", [{ message: "" }]);
      assert.deepEqual(
        { kind, responses },
        { kind: "ok", responses: [{ message: "", count: 0, bytes: 0, leftMs: 0 }] },
      );
    },
  },
  {
    name: "a stream of responses, in their order",
    run: async (ends) => {
      const called = await call(ends, "ServerStream", [{ message: "n", script: { messages: 100, size: 3 } }]);
      assert.equal(called.kind, "ok");
      assert.deepEqual(
        called.responses.map(({ count, payload }) => ({ count, payload })),
        Array.from({ length: 100 }, (_, count) => ({ count, payload: "787878" })),
      );
    },
  },
  {
    name: "a stream of responses that has none",
    run: async (ends) => {
      const { kind, count } = await call(ends, "ServerStream", [{ message: "", script: { messages: -1 } }]);
      assert.deepEqual({ kind, count }, { kind: "ok", count: 0 });
    },
  },
  {
    name: "a stream of requests",
    run: async (ends) => {
      const requests = Array.from({ length: 100 }, (_, index) => ({ message: `${index}`, payload: "0102" }));
      const { kind, responses } = await call(ends, "ClientStream", requests);
      assert.equal(kind, "ok");
      assert.deepEqual(
        responses.map(({ message, count, bytes }) => ({ message, count, bytes })),
        [{ message: "99", count: 100, bytes: 200 }],
      );
    },
  },
  {
    name: "a stream of requests that has none",
    run: async (ends) => {
      const { kind, responses } = await call(ends, "ClientStream", []);
      assert.deepEqual([kind, responses.map(({ count }) => count)], ["ok", [0]]);
    },
  },
  {
    name: "streams both ways, each at its own pace",
    run: async (ends) => {
      const requests = [2, -1, 3].map((messages, index) => ({ message: `${index}`, script: { messages } }));
      const { kind, responses } = await call(ends, "Bidi", requests);
      assert.deepEqual([kind, responses.map(({ message }) => message)], ["ok", ["0", "0", "2", "2", "2"]]);
    },
  },
  {
    name: "streams both ways that have no message",
    run: async (ends) => {
      const { kind, count } = await call(ends, "Bidi", []);
      assert.deepEqual({ kind, count }, { kind: "ok", count: 0 });
    },
  },
  {
    name: "a callee that ends well while requests are to come",
    run: async (ends) => {
      const leaving = [{ message: "last", script: { leave: true } }];
      for (const method of ["ClientStream", "Bidi"] as const) {
        const { kind, responses } = await call(ends, method, leaving, { keepOpen: true });
        assert.deepEqual([kind, responses.map(({ message }) => message)], ["ok", ["last"]], method);
      }
    },
  },
];
