import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ttheader } from "@kitex-ts/core";
import { expect, test } from "vitest";
import { replaceBetween } from "../support/replace-between.ts";
import { capture } from "./wire/capture.ts";
import { dissect } from "./wire/dissect.ts";
import { drawGrpc } from "./wire/grpc-sections.ts";
import { drawProtobuf } from "./wire/protobuf-sections.ts";
import { drawStatuses } from "./wire/status-table.ts";
import { drawThrift, oneCall, request } from "./wire/thrift-sections.ts";

const page = join(import.meta.dirname, "../../docs/wire.md");

test("the page shows what is sent (vitest -u draws it again)", async () => {
  const parts = {
    captures: await drawThrift(),
    "protobuf-captures": await drawProtobuf(),
    "grpc-captures": await drawGrpc(),
  };
  let text = readFileSync(page, "utf8");
  for (const [name, drawn] of Object.entries(parts)) text = replaceBetween(text, name, `\n${drawn}\n`);
  await expect(replaceBetween(text, "statuses", await drawStatuses())).toMatchFileSnapshot(page);
});

test("a request tells of a framed payload, and is the default", async () => {
  const given = await capture({ client: {}, talk: oneCall });
  const stated = await capture({ client: { transport: ttheader(), connection: "auto" }, talk: oneCall });
  expect(given).toEqual(stated);
  expect(given.sent[0]?.toString("latin1")).toContain("\u0000\u0001\u0000\u0006framed");
});

test("what is no message of the captures is refused, not guessed at", () => {
  const call = Buffer.from("80010001000000044563686f00000001000000", "hex");
  expect(() => dissect(call, request)).toThrow("2 bytes are left");
  expect(() => dissect(Buffer.from("80010001000000044563686f000000010b000900", "hex"), request)).toThrow("a field 9");
});
