import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { messageForms } from "../support/message-forms.ts";
import { root, runAsync } from "../support/workspace.ts";
import { headerRows } from "./header-rows.ts";
import { messageRows } from "./message-rows.ts";

test.each(["--disable-proto=throw", "--frozen-intrinsics"])(
  "every row of the tables behaves in a process under %s",
  async (flag) => {
    const program = fileURLToPath(new URL("./hardened-program.ts", import.meta.url));
    const printed = await runAsync("node", ["--conditions=@kitex-ts/source", flag, program], root);
    const rows = messageForms.flatMap(messageRows).length + 2 * headerRows.length;
    expect(Number(printed)).toBe(rows);
  },
);
