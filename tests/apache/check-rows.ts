import { expect, test } from "vitest";
import { type Outcome, type Peer, titleOf, type Way, ways } from "./peer.ts";
import { type Row, rows } from "./rows.ts";
import { signatureOf } from "./signature.ts";

/** What a server says of an error that its IDL does not declare, and of a method that it lacks. */
export interface Refusals {
  /** For the error whose message is `undeclared`. */
  readonly undeclared: { readonly typeId: number; readonly text: string };
  readonly unknownMethod: { readonly typeId: number; readonly text: string };
}

/**
 * Makes every call of the table on every way, from `caller` to `callee`, and compares what both sides tell of it: what
 * the handler was given, and what the caller got. The peers are made when the tests run.
 */
export function checkRows(caller: () => Peer, callee: () => Peer, refusals: Refusals): void {
  test.each(ways.map((way) => [titleOf(way), way] as const))("%s", async (_title, way) => {
    const server = await callee().serve(way);
    const client = await caller().dial("Cross", way, server.port);
    try {
      const kinds = [caller().kind, callee().kind];
      for (const row of rows.filter(({ wrongBy }) => wrongBy === undefined || !kinds.includes(wrongBy))) {
        const outcome = await client.call(row.method, row.args);
        expect(outcome, `${row.method}: ${row.name}`).toEqual(told(row));
        const args = signatureOf("Cross", row.method).told(row.args);
        expect(await server.seen(1), `${row.method} as the handler sees it: ${row.name}`).toEqual([
          { method: row.method, args },
        ]);
      }
      const failed = await client.call("testException", ["undeclared"]);
      expectRemote(failed, refusals.undeclared);
      await server.seen(1);
      if (way.multiplexed) await checkSecond(caller(), way, server.port);
      expect(await client.call("testVoid", [])).toEqual({ kind: "value", value: null });
    } finally {
      await client.hangUp();
      await server.stop();
    }
  });

  test.each(ways.filter(({ multiplexed }) => !multiplexed).map((way) => [titleOf(way), way] as const))(
    "a method that the server lacks: %s",
    async (_title, way) => {
      const server = await callee().serve(way);
      const client = await caller().dial("Second", way, server.port);
      try {
        expectRemote(await client.call("secondString", ["x"]), refusals.unknownMethod);
      } finally {
        await client.hangUp();
        await server.stop();
      }
    },
  );
}

/** The name of the service leads to its method, though the other one has a method of that name. */
async function checkSecond(caller: Peer, way: Way, port: number): Promise<void> {
  const second = await caller.dial("Second", way, port);
  try {
    expect(await second.call("testString", ["x"])).toEqual({ kind: "value", value: "second x" });
    expect(await second.call("secondString", ["é"])).toEqual({ kind: "value", value: "é" });
  } finally {
    await second.hangUp();
  }
}

function told({ method, outcome }: Row): Outcome {
  if (outcome.kind === "declared") return outcome;
  return { kind: "value", value: signatureOf("Cross", method).toldResult(outcome.value) };
}

function expectRemote(outcome: Outcome, { typeId, text }: Refusals["undeclared"]): void {
  expect(outcome).toMatchObject({ kind: "remote", typeId, message: expect.stringContaining(text) });
}
