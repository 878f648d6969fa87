import { expect, test } from "vitest";
import { ValuePath } from "./value-path.ts";

test("a path reads as it would be written in a program", () => {
  const path = new ValuePath();
  expect(String(path)).toBe("");
  path.field("req");
  path.field("tags");
  path.index(3);
  expect(String(path)).toBe("req.tags[3]");
  path.leave();
  path.leave();
  path.field("scores");
  path.valueOf("a\nb");
  expect(String(path)).toBe('req.scores.get("a\\nb")');
  path.leave();
  path.valueOf(5n);
  expect(String(path)).toBe("req.scores.get(5n)");
  path.leave();
  path.keyAt(2);
  expect(String(path)).toBe("req.scores.keys()[2]");
  path.leave();
  path.valueOf({});
  expect(String(path)).toBe("req.scores.get(…)");
});

test("names that are no identifiers are quoted, so that no message is forged", () => {
  const path = new ValuePath();
  path.field("req");
  path.field("a\nb: ok");
  expect(String(path)).toBe('req["a\\nb: ok"]');
});

test("of a long path the two ends are shown, and of a long key its beginning", () => {
  const path = new ValuePath();
  for (let i = 0; i < 100; i++) path.field(`field${i}`);
  expect(String(path)).toMatch(/^field0\.field1\..* … .*field99$/);
  expect(String(path).length).toBeLessThan(200);
  const map = new ValuePath();
  map.valueOf("k".repeat(1000));
  expect(String(map).length).toBeLessThan(60);
});
