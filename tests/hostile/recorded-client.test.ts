import { isBizStatusError, isKitexError } from "@kitex-ts/core";
import { describe, expect, test } from "vitest";
import { MyErr } from "../fixtures/kitex-gen/echo/types.ts";
import { type TransportCase, transportCases } from "../support/each-transport.ts";
import type { Step } from "../support/scripted-peer.ts";
import { startScriptedRig } from "../support/start-scripted-rig.ts";
import { delivered } from "../support/until.ts";
import { hex } from "../support/wire.ts";
import recordings from "./recorded-client.json" with { type: "json" };
import type { ClientRecording } from "./recording.ts";

const TIMEOUT_MS = 500;

function transportOf({ client }: ClientRecording): TransportCase {
  const found = transportCases.find(({ name }) => name === client);
  if (found === undefined) throw new Error(`there is no transport "${client}"`);
  return found;
}

/** Sends what was recorded. */
function replay({ replies }: ClientRecording): Step {
  return async ({ socket }) => {
    for (const reply of replies) {
      if (reply === "wait") await delivered();
      else if (reply === "close") socket.end();
      else socket.write(hex(reply));
    }
  };
}

/** What came of a call, as the recordings name it. */
async function resultOf(call: Promise<unknown>): Promise<string> {
  try {
    const value = await call;
    return `value ${JSON.stringify(value) ?? ""}`.trim();
  } catch (error) {
    if (error instanceof MyErr) return `MyErr ${error.fields.code}`;
    if (isBizStatusError(error)) {
      return `BizStatus ${error.status} ${error.message} ${JSON.stringify(Object.fromEntries(error.extra))}`;
    }
    if (isKitexError(error)) return [error.code.replace("KITEX_ERR_", ""), error.typeId ?? ""].join(" ").trim();
    throw error;
  }
}

/** Whether a call gave a value, failed, or ran out of time. */
function kindOf(result: string): string {
  if (/^value|^RESULT (Response|<nil> \| ERR <nil>)/.test(result)) return "value";
  return /^RPC_TIMEOUT|rpc timeout/.test(result) ? "timeout" : "failure";
}

describe("what a Kitex client was sent", () => {
  test.each<ClientRecording>(recordings)("$name", async (recording) => {
    const transport = transportOf(recording);
    await using rig = await startScriptedRig(transport, { steps: [replay(recording)] }, { timeoutMs: TIMEOUT_MS });
    const call = async (): Promise<unknown> => {
      switch (recording.method) {
        case "Ping":
          return rig.client.Ping();
        case "Defaults":
          return rig.client.Defaults(defaults);
        default:
          return (await rig.client.Echo({ message: "hi" })).message;
      }
    };
    const result = resultOf(call());
    await rig.peer.received(1);
    for (let turn = 0; turn < 3; turn++) await delivered();
    rig.clock.advance(TIMEOUT_MS);
    expect(await result).toBe(recording.ours);
    expect(await rig.client.Echo({ message: "next" })).toEqual({ message: "ok" });
    expect(rig.peer.sockets.length).toBe(recording.connections);
  });

  test("a difference has its reason, and only a difference has one", () => {
    for (const { name, kitex, ours, why } of recordings as readonly ClientRecording[]) {
      expect({ name, differs: kindOf(kitex) !== kindOf(ours) }).toEqual({ name, differs: why !== undefined });
    }
  });
});

const defaults = {
  r: "r",
  c: 0,
  nested: { message: "" },
  ls: [],
  mc: new Map<string, number>(),
};
