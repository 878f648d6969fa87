import { createServer, ErrorCode, isKitexError, type Server, type ServerOptions, silentLogger } from "@kitex-ts/core";
import { describe, expect, test } from "vitest";
import { Lab, type LabClient, type LabHandler } from "../fixtures/kitex-gen/echo/service.ts";
import { describeEachTransport, ownServerCases, type TransportCase } from "../support/each-transport.ts";
import { kitexErrorOf } from "../support/errors.ts";
import { labHandler } from "../support/lab-handler.ts";
import { watchForLeaks } from "../support/leaks.ts";
import { labClient, startRig } from "../support/start-rig.ts";
import { gate, until } from "../support/until.ts";
import { control, echoArgs, headed, MessageType, message } from "../support/wire.ts";

const hi = { message: "hi" };

/** What becomes of calls while their server goes away. */
interface Tally {
  answered: number;
  readonly failures: Map<ErrorCode, number>;
}

/** A server of the test service on a port that it had before. */
async function serve(port: number, handler: Partial<LabHandler>, options: ServerOptions = {}): Promise<Server> {
  const server = createServer({ port, host: "127.0.0.1", logger: silentLogger, ...options });
  server.register(Lab, { ...labHandler, ...handler });
  await server.listen();
  return server;
}

/** Calls on and on in `workers` loops until `enough`; a failure that is not one of ours fails the test. */
async function load(client: LabClient, workers: number, tally: Tally, enough: () => boolean): Promise<void> {
  const work = async (): Promise<void> => {
    while (!enough()) {
      try {
        await client.Echo(hi);
        tally.answered += 1;
      } catch (error) {
        if (!isKitexError(error)) throw error;
        tally.failures.set(error.code, (tally.failures.get(error.code) ?? 0) + 1);
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}

/**
 * What the wire itself cannot save. A request that is on its way when its connection ends gets no answer, and no
 * handler runs for it. Only a peer that agreed to share hears of the end before it comes; with TTHeader a pooled
 * connection that is in use does as well, one that is idle does not.
 */
function unsavable({ sharing }: TransportCase): readonly ErrorCode[] {
  return sharing === "agreed" ? [] : [ErrorCode.ConnectionClosed];
}

describeEachTransport(ownServerCases, (transport) => {
  const { client } = transport;

  test("a graceful stop under steady load loses no call that a handler ran for", async () => {
    let ran = 0;
    await using rig = await startRig({
      client,
      handler: {
        Echo: (request) => {
          ran += 1;
          return request;
        },
      },
    });
    await rig.client.Ping();
    const tally: Tally = { answered: 0, failures: new Map() };
    const refused = (): boolean => tally.failures.has(ErrorCode.Connect);
    const loaded = load(rig.client, 16, tally, refused);
    await until(
      () => tally.answered > 200,
      () => `${tally.answered} answers came`,
    );
    await rig.server.close();
    await loaded;
    expect(ran).toBe(tally.answered);
    const possible = [ErrorCode.Connect, ...unsavable(transport)];
    expect([...tally.failures.keys()].filter((code) => !possible.includes(code))).toEqual([]);
  });

  test("a graceful stop waits for handlers that run, and their callers get their answers", async () => {
    const hold = gate();
    let running = 0;
    await using rig = await startRig({
      client,
      handler: {
        Echo: async (request) => {
          running += 1;
          await hold.opened;
          return request;
        },
      },
    });
    await rig.client.Ping();
    const calls = Array.from({ length: 5 }, (_, i) => rig.client.Echo({ message: String(i) }));
    await until(
      () => running === 5,
      () => `${running} of 5 handlers run`,
    );
    let closed = false;
    const closing = rig.server.close().then(() => {
      closed = true;
    });
    await using newcomer = labClient(rig.hostPort, client);
    expect((await kitexErrorOf(newcomer.Echo(hi))).code).toBe(ErrorCode.Connect);
    expect(closed).toBe(false);
    hold.open();
    expect((await Promise.all(calls)).map(({ message }) => message)).toEqual(["0", "1", "2", "3", "4"]);
    await closing;
  });

  test("a client goes on by itself when its server comes back on the same port", async () => {
    await using rig = await startRig({ client });
    expect(await rig.client.Echo(hi)).toEqual(hi);
    for (let restart = 0; restart < 3; restart++) {
      await rig.server.close();
      const again = await serve(rig.port, { Echo: () => ({ message: `restart ${restart}` }) });
      expect(await rig.client.Echo(hi)).toEqual({ message: `restart ${restart}` });
      await again.close();
      expect((await kitexErrorOf(rig.client.Echo(hi))).code).toBe(ErrorCode.Connect);
    }
  });

  test("a server that is closed by force: calls in flight end, and so does close()", async () => {
    let running = 0;
    await using rig = await startRig({
      client,
      server: { exitWaitMs: 30 },
      handler: {
        Echo: () => {
          running += 1;
          return new Promise(() => {});
        },
      },
    });
    await rig.client.Ping();
    const calls = Array.from({ length: 5 }, () => kitexErrorOf(rig.client.Echo(hi)));
    await until(
      () => running === 5,
      () => `${running} of 5 handlers run`,
    );
    await rig.server.close();
    expect((await Promise.all(calls)).map(({ code }) => code)).toEqual(Array(5).fill(ErrorCode.ConnectionClosed));
  });

  test("a rolling restart of three servers under load: nothing but refused connections", async () => {
    let ran = 0;
    const handler: Partial<LabHandler> = {
      Echo: (request) => {
        ran += 1;
        return request;
      },
    };
    const leaks = watchForLeaks();
    const servers: { port: number; server: Server }[] = [];
    for (let i = 0; i < 3; i++) {
      const server = createServer({ port: 0, host: "127.0.0.1", logger: silentLogger });
      server.register(Lab, { ...labHandler, ...handler });
      const { port = 0 } = await server.listen();
      servers.push({ port, server });
    }
    const hostPorts = servers.map(({ port }) => `127.0.0.1:${port}`);
    const lab = labClient(hostPorts[0] ?? "", { ...client, hostPorts });
    const tally: Tally = { answered: 0, failures: new Map() };
    let done = false;
    const loaded = load(lab, 8, tally, () => done);
    for (const place of servers) {
      const before = tally.answered;
      await until(
        () => tally.answered > before + 100,
        () => `${tally.answered} answers came`,
      );
      await place.server.close();
      place.server = await serve(place.port, handler);
    }
    const before = tally.answered;
    await until(
      () => tally.answered > before + 100,
      () => `${tally.answered} answers came`,
    );
    done = true;
    await loaded;
    expect(ran).toBe(tally.answered);
    const possible = [ErrorCode.Connect, ...unsavable(transport)];
    expect([...tally.failures.keys()].filter((code) => !possible.includes(code))).toEqual([]);
    await lab.close();
    for (const { server } of servers) await server.close();
    await leaks.settled();
  });
});

describe("what a draining server tells its peers", () => {
  const request = (seqId: number, strings: [string, string][] = [], flags = 0): Buffer => {
    const payload = message({ type: MessageType.call, seqId, body: echoArgs("hi") });
    return headed({ seqId, strings, flags, payload });
  };

  test("one that agreed to share gets the control frame, and answers to what it asked before and after it", async () => {
    const hold = gate();
    await using rig = await startRig({
      handler: {
        Echo: async (given) => {
          await hold.opened;
          return given;
        },
      },
    });
    using peer = await rig.raw();
    peer.send(request(1, [["kx.mux", "1"]]));
    await peer.replies(1);
    const closing = rig.server.close();
    await peer.replies(2);
    expect(peer.received.subarray(peer.received.length - control("crrst", "1").length)).toEqual(control("crrst", "1"));
    peer.send(request(2));
    hold.open();
    const replies = await peer.replies(4);
    expect(replies.slice(2).map(({ seqId, type }) => [seqId, type])).toEqual([
      [1, MessageType.reply],
      [2, MessageType.reply],
    ]);
    expect(peer.closed).toBe(false);
    peer.socket.end();
    await closing;
  });

  test("one that is pooled gets crrst on the reply that is due, and the end behind it", async () => {
    const hold = gate();
    const running = gate();
    await using rig = await startRig({
      handler: {
        Echo: async (given) => {
          running.open();
          await hold.opened;
          return given;
        },
      },
    });
    using peer = await rig.raw();
    peer.send(request(1));
    await running.opened;
    const closing = rig.server.close();
    hold.open();
    const [reply] = await peer.replies(1);
    expect(reply?.header?.strings.get("crrst")).toBe("1");
    await peer.ended();
    await closing;
    expect(peer.messages.length).toBe(1);
  });

  test("one that is idle gets the end, and no byte before it", async () => {
    await using rig = await startRig();
    using peer = await rig.raw();
    peer.send(request(1));
    await peer.replies(1);
    await rig.server.close();
    await peer.ended();
    expect(peer.messages.length).toBe(1);
  });

  test("a Kitex mux client gets its answers and the end, and never a frame with sequence id 0", async () => {
    const hold = gate();
    let running = 0;
    await using rig = await startRig({
      handler: {
        Echo: async (given) => {
          running += 1;
          await hold.opened;
          return given;
        },
      },
    });
    using peer = await rig.raw();
    peer.send(Buffer.concat([request(1, [], 1), request(2, [], 1)]));
    await until(
      () => running === 2,
      () => `${running} of 2 handlers run`,
    );
    const closing = rig.server.close();
    hold.open();
    const replies = await peer.replies(2);
    await peer.ended();
    await closing;
    expect(replies.map(({ header }) => header?.seqId).toSorted()).toEqual([1, 2]);
  });
});

test.each(ownServerCases.filter(({ sharing }) => sharing === "agreed"))(
  "requests that cross the news of a stop are answered: $name",
  async ({ client }) => {
    await using rig = await startRig({ client });
    await rig.client.Ping();
    const calls = Array.from({ length: 200 }, () => rig.client.Echo.safe(hi));
    const closing = rig.server.close();
    const results = await Promise.all(calls);
    await closing;
    expect(results.filter(({ ok }) => ok).length).toBe(200);
  },
);
