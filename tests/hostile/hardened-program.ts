// Run by hardened-process.test.ts in a process of its own, under flags that vitest itself cannot live with: sends the
// tables of this folder to a server, and prints how many rows behaved.

import { expectOutcome, preludes } from "../support/hostile-row.ts";
import { messageForms } from "../support/message-forms.ts";
import { startRig } from "../support/start-rig.ts";
import { headerRows } from "./header-rows.ts";
import { messageRows } from "./message-rows.ts";

/** Sends every row; gives their number. */
async function sendAll(): Promise<number> {
  await using rig = await startRig();
  const messages = messageForms.flatMap(messageRows);
  for (const row of messages) await expectOutcome(rig, row, preludes.fresh);
  const states = [preludes.fresh, preludes.agreed];
  for (const state of states) for (const row of headerRows) await expectOutcome(rig, row, state);
  return messages.length + states.length * headerRows.length;
}

console.log(await sendAll());
