import { expect, test } from "vitest";
import { TurnBudget } from "./turn-budget.ts";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("what is there is there for all who ask in one turn, also behind promises", async () => {
  const budget = new TurnBudget(3);
  expect(budget.spend(1)).toBe(true);
  await Promise.resolve();
  expect([budget.spend(2), budget.spend(1)]).toEqual([true, false]);
  await Promise.resolve();
  expect(budget.spend(1)).toBe(false);
});

test("the last who asks may take more than is left, and the next turn is not charged for it", async () => {
  const budget = new TurnBudget(3);
  expect([budget.spend(2), budget.spend(1000), budget.spend(1)]).toEqual([true, true, false]);
  await nextTurn();
  expect([budget.spend(3), budget.spend(1)]).toEqual([true, false]);
});

test("every turn has its own, also after turns in which nothing was asked for", async () => {
  const budget = new TurnBudget(1);
  for (let turn = 0; turn < 3; turn++) {
    expect([budget.spend(1), budget.spend(1)]).toEqual([true, false]);
    await nextTurn();
    await nextTurn();
  }
});
