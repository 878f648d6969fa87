import { BizStatusError, ErrorCode, isBizStatusError, KitexError } from "@kitex-ts/core";
import { describe, expect, test } from "vitest";
import { MyErr } from "../fixtures/kitex-gen/echo/types.ts";
import { describeEachTransport, isShared, ownServerCases, transportCases } from "../support/each-transport.ts";
import { kitexErrorOf } from "../support/errors.ts";
import { startRig } from "../support/start-rig.ts";
import { gate, until } from "../support/until.ts";

const hi = { message: "hi" };

/** What a handler may throw, and what its caller is told. */
const thrown: readonly { readonly what: string; readonly value: unknown; readonly text: string }[] = [
  { what: "an error", value: new Error("boom"), text: "biz error: boom" },
  {
    what: "an error of the language",
    value: new TypeError("x is not a function"),
    text: "biz error: x is not a function",
  },
  { what: "a text", value: "just text", text: "biz error: just text" },
  { what: "undefined", value: undefined, text: "biz error: undefined" },
  { what: "null", value: null, text: "biz error: null" },
  { what: "an object that cannot be shown", value: Object.create(null), text: "a value that cannot be shown" },
  {
    what: "an error with line breaks",
    value: new Error("a\r\nb\u001b[31m"),
    text: "biz error: a\\u000d\\u000ab\\u001b[31m",
  },
];

describeEachTransport(ownServerCases, (transport) => {
  const { client } = transport;
  // Every connection kind gets a thousand calls at a time, on one wire form; the other forms get fewer.
  const many = /^(ttheader framed|framed, long)/.test(transport.name) ? 1000 : 100;

  for (const { what, value, text } of thrown) {
    for (const how of ["at once", "later"] as const) {
      test(`a handler that throws ${what} ${how} fails its own call only`, async () => {
        const hold = gate();
        await using rig = await startRig({
          client,
          handler: {
            Echo: async (request) => {
              await hold.opened;
              return request;
            },
            Fail: (() => {
              if (how === "at once") throw value;
              return Promise.reject(value);
            }) as () => never,
          },
        });
        await rig.client.Ping(); // whether the connection is shared is settled from here on
        const other = rig.client.Echo({ message: "other" });
        const error = await kitexErrorOf(rig.client.Fail("now"));
        expect(error).toMatchObject({ code: ErrorCode.Remote, typeId: 6, phase: "handler" });
        expect(error.message).toContain(text);
        expect(error.message).not.toContain(".ts:"); // no stack
        hold.open();
        expect(await other).toEqual({ message: "other" });
        expect(await rig.client.Echo(hi)).toEqual(hi);
      });
    }
  }

  test("an error in a handler closes no connection", async () => {
    await using rig = await startRig({
      client,
      handler: {
        Fail: () => {
          throw new Error("boom");
        },
      },
    });
    await rig.client.Ping();
    const { opened } = rig.leaks;
    for (let i = 0; i < 20; i++) await kitexErrorOf(rig.client.Fail("now"));
    const perCall = transport.connection === "short" ? 2 : 0; // both ends are counted
    expect(rig.leaks.opened).toBe(opened + 20 * perCall);
  });

  test("a declared exception arrives as what it is", async () => {
    await using rig = await startRig({
      client,
      handler: {
        Fail: () => {
          throw new MyErr({ code: 5 });
        },
      },
    });
    const result = await rig.client.Fail.safe("now");
    expect(result).toMatchObject({ ok: false, error: { name: "MyErr", fields: { code: 5 } } });
    await expect(rig.client.Fail("now")).rejects.toBeInstanceOf(MyErr);
    expect(await rig.client.Echo(hi)).toEqual(hi);
  });

  test("a business status arrives where headers carry it, and is an error where not", async () => {
    await using rig = await startRig({
      client,
      handler: {
        Echo: () => {
          throw new BizStatusError(404, "no such post", { extra: { id: "7" } });
        },
      },
    });
    const { ok, error } = { error: undefined, ...(await rig.client.Echo.safe(hi)) };
    expect(ok).toBe(false);
    if (transport.headers) {
      if (!isBizStatusError(error)) throw new Error(`not a business status: ${String(error)}`);
      expect([error.status, error.message, [...error.extra]]).toEqual([404, "no such post", [["id", "7"]]]);
    } else {
      expect(error).toMatchObject({ code: ErrorCode.Remote, typeId: 6 });
      expect(String(error)).toContain("biz error: code=404, msg=no such post");
    }
    expect(await rig.client.Mirror(Buffer.of(1))).toEqual(new Uint8Array([1]));
  });

  test("a handler chooses the exception's type by a KitexError with a typeId", async () => {
    await using rig = await startRig({
      client,
      handler: {
        Echo: () => {
          throw new KitexError(ErrorCode.OverLimit, "not now", { typeId: 4711 });
        },
      },
    });
    const error = await kitexErrorOf(rig.client.Echo(hi));
    expect(error).toMatchObject({ code: ErrorCode.Remote, typeId: 4711 });
    expect(error.message).toContain("not now");
  });

  test("a result that does not fit its type is an exception, and the connection goes on", async () => {
    await using rig = await startRig({
      client,
      // @ts-expect-error: what a handler without types might return
      handler: { Echo: () => ({ message: 7 }), Fail: () => undefined },
    });
    const wrong = await kitexErrorOf(rig.client.Echo(hi));
    expect(wrong).toMatchObject({ code: ErrorCode.Remote, typeId: 6 });
    expect(wrong.message).toContain("message must be a string, got the number 7");
    const { opened } = rig.leaks;
    expect((await kitexErrorOf(rig.client.Fail("x"))).code).toBe(ErrorCode.Remote);
    if (transport.connection !== "short") expect(rig.leaks.opened).toBe(opened);
    await rig.client.Ping();
  });

  test("a handler that never answers: RpcTimeout, its signal aborts, and the next call is answered", async () => {
    const aborted = gate<unknown>();
    await using rig = await startRig({
      client,
      handler: {
        Echo: ({ message }, ctx) => {
          if (message !== "never") return { message };
          ctx.signal.addEventListener("abort", () => aborted.open(ctx.signal.reason));
          return new Promise(() => {});
        },
      },
      server: { exitWaitMs: 0 },
    });
    await rig.client.Ping();
    const error = await kitexErrorOf(rig.client.Echo({ message: "never" }, { timeoutMs: 20 }));
    expect(error.code).toBe(ErrorCode.RpcTimeout);
    expect(await aborted.opened).toBeInstanceOf(KitexError);
    expect(await rig.client.Echo(hi)).toEqual(hi);
  });

  test("a caller that gives up: the handler's signal aborts, other calls go on", async () => {
    const hold = gate();
    const started = gate();
    const aborted = gate<unknown>();
    await using rig = await startRig({
      client,
      handler: {
        Echo: async (request, ctx) => {
          if (request.message === "given up") {
            ctx.signal.addEventListener("abort", () => aborted.open(ctx.signal.reason));
            started.open();
          }
          await hold.opened;
          return request;
        },
      },
    });
    await rig.client.Ping();
    const other = rig.client.Echo({ message: "other" });
    const controller = new AbortController();
    const call = kitexErrorOf(rig.client.Echo({ message: "given up" }, { signal: controller.signal, timeoutMs: 0 }));
    await started.opened;
    controller.abort(new Error("enough"));
    expect((await call).code).toBe(ErrorCode.Canceled);
    // Only a peer that agreed is told which call is given up; elsewhere the end of the connection tells it.
    if (transport.sharing !== "unasked") expect(await aborted.opened).toMatchObject({ code: ErrorCode.Canceled });
    hold.open();
    expect(await other).toEqual({ message: "other" });
  });

  test(`${many} calls at a time each get their own answer`, async () => {
    // The burst itself takes a while to start: the wait for the first answer must be longer than that.
    const patient = { kind: "auto", negotiationWaitMs: 10_000 } as const;
    await using rig = await startRig({
      client: { ...client, ...(transport.sharing === "agreed" && { connection: patient }), connectTimeoutMs: 10_000 },
    });
    const messages = Array.from({ length: many }, (_, i) => `call ${i}`);
    const replies = await Promise.all(messages.map((message) => rig.client.Echo({ message })));
    expect(replies.map(({ message }) => message)).toEqual(messages);
    // With "auto" the calls of a burst wait for the first answer, and find the connection shared.
    expect(rig.leaks.opened / 2).toBe(isShared(transport) ? 1 : many);
  });

  test(`a server that is closed in the middle of ${many} calls: each ends in a value or a typed error`, async () => {
    const half = gate();
    let answered = 0;
    await using rig = await startRig({
      client: { ...client, timeoutMs: 20_000, connectTimeoutMs: 10_000 },
      handler: {
        Echo: async (request) => {
          if (answered >= many / 2) await new Promise(() => {});
          answered += 1;
          if (answered === many / 2) half.open();
          return request;
        },
      },
      server: { exitWaitMs: 50 },
    });
    await rig.client.Ping();
    const calls = Array.from({ length: many }, () => rig.client.Echo.safe(hi));
    await half.opened;
    await rig.server.close();
    const codes = new Map<string, number>();
    for (const result of await Promise.all(calls)) {
      const code = result.ok ? "a value" : "code" in result.error ? result.error.code : result.error.name;
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    const allowed = ["a value", ErrorCode.ConnectionClosed, ErrorCode.Connect];
    expect([...codes.keys()].filter((code) => !allowed.includes(code))).toEqual([]);
    expect(codes.get("a value")).toBe(many / 2);
  });

  test("a client that is closed lets calls in flight end", async () => {
    const hold = gate();
    const started = gate();
    await using rig = await startRig({
      client,
      handler: {
        Echo: async (request) => {
          started.open();
          await hold.opened;
          return request;
        },
      },
    });
    const call = rig.client.Echo(hi);
    await started.opened;
    const closed = rig.client.close();
    expect((await kitexErrorOf(rig.client.Echo(hi))).code).toBe(ErrorCode.ClientClosed);
    hold.open();
    expect(await call).toEqual(hi);
    await closed;
    await until(
      () => rig.leaks.connections === 0,
      () => `${rig.leaks.connections} connections are left`,
    );
  });

  test("oneway: the handler runs, its failure reaches nobody, and calls after it are answered", async () => {
    const seen: string[] = [];
    await using rig = await startRig({
      client,
      handler: {
        Notify: ({ message }) => {
          seen.push(message);
          throw new Error("nobody hears this");
        },
      },
    });
    for (let i = 0; i < 10; i++) await rig.client.Notify({ message: String(i) });
    expect(await rig.client.Echo(hi)).toEqual(hi);
    await until(
      () => seen.length === 10,
      () => `${seen.length} of 10 came`,
    );
    expect(seen.toSorted()).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    if (isShared(transport)) expect(seen).toEqual(seen.toSorted());
  });

  test("payloads of 1 MiB and 15 MiB go there and back, beside small ones", async () => {
    await using rig = await startRig({ client });
    for (const mebibytes of [1, 15]) {
      const bytes = Buffer.alloc(mebibytes * 1024 * 1024, `${mebibytes} MiB `);
      const [mirrored, small] = await Promise.all([rig.client.Mirror(bytes), rig.client.Echo(hi)]);
      expect(Buffer.compare(mirrored, bytes)).toBe(0);
      expect(small).toEqual(hi);
    }
  });

  test("a request over the server's limit costs its connection, and the next call is answered", async () => {
    await using rig = await startRig({ client, server: { maxFrameBytes: 100_000 } });
    expect((await rig.client.Mirror(Buffer.alloc(90_000))).length).toBe(90_000);
    const error = await kitexErrorOf(rig.client.Mirror(Buffer.alloc(200_000)));
    expect(error.code).toBe(ErrorCode.ConnectionClosed);
    expect(await rig.client.Echo(hi)).toEqual(hi);
  });

  test("a reply over the client's limit is a Protocol error, and the next call is answered", async () => {
    await using rig = await startRig({ client: { ...client, maxFrameBytes: 100_000 } });
    const error = await kitexErrorOf(rig.client.Mirror(Buffer.alloc(200_000)));
    expect(error.code).toBe(ErrorCode.Protocol);
    expect(error.message).toContain("limit is 100000");
    expect(await rig.client.Echo(hi)).toEqual(hi);
  });
});

describe("every transport", () => {
  test("is tried with every connection kind that makes sense for it", () => {
    expect(transportCases.map(({ name }) => name)).toMatchInlineSnapshot(`
      [
        "ttheader framed, auto, agreed",
        "ttheader framed, auto, refused",
        "ttheader framed, long",
        "ttheader framed, short",
        "ttheader framed, mux",
        "ttheader unframed, auto, agreed",
        "ttheader unframed, auto, refused",
        "ttheader unframed, long",
        "ttheader unframed, short",
        "ttheader unframed, mux",
        "framed, auto",
        "framed, long",
        "framed, short",
        "buffered, auto",
        "buffered, long",
        "buffered, short",
      ]
    `);
  });
});
