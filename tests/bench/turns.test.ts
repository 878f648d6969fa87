import { expect, test } from "vitest";
import { measureInTurns } from "../../bench/measure/turns.ts";
import type { Case } from "../../bench/scenarios/scenario.ts";

test("cases of a group take turns, groups follow one another, and what fails is left out from then on", async () => {
  const order: string[] = [];
  const one = (group: string, subject: string, fails = false): Case => ({
    group,
    placement: "free",
    subject,
    seconds: 1,
    async measure() {
      order.push(`${group}${subject}`);
      if (fails) throw new Error("broken");
      return { value: order.length };
    },
  });
  const left: number[] = [];
  const rows = await measureInTurns([one("1", "A"), one("2", "A"), one("1", "B", true), one("1", "C")], 2, (turn) =>
    left.push(turn.secondsLeft),
  );
  expect(order).toEqual(["1A", "1B", "1C", "1A", "1C", "2A", "2A"]);
  expect(left).toEqual([8, 7, 6, 5, 3, 2, 1]);
  expect(rows.find((row) => row.subject === "B")).toMatchObject({ failure: "broken", rounds: [] });
  expect(rows.find((row) => row.subject === "C")?.rounds).toEqual([{ value: 3 }, { value: 5 }]);
});
