import { expect, test } from "vitest";
import { parseMetrics, valuesOf } from "./prometheus-text.ts";

test("a page is read with its labels, escapes included", () => {
  const page = String.raw`# HELP sold Teas.
# TYPE sold counter
sold{tea="green",by="a\"b\\c\nd"} 3
sold 1.5

# TYPE took histogram
took_bucket{le="+Inf"} 2
`;
  const lines = parseMetrics(page);
  expect(lines).toEqual([
    {
      name: "sold",
      labels: new Map([
        ["tea", "green"],
        ["by", 'a"b\\c\nd'],
      ]),
      value: 3,
    },
    { name: "sold", labels: new Map(), value: 1.5 },
    { name: "took_bucket", labels: new Map([["le", "+Inf"]]), value: 2 },
  ]);
  expect(valuesOf(lines, "sold")).toEqual([3, 1.5]);
  expect(valuesOf(lines, "sold", { tea: "green" })).toEqual([3]);
});

test.each([
  ["no end", "# TYPE a gauge\na 1"],
  ["no type", "a 1\n"],
  ["a second type", "# TYPE a gauge\n# TYPE a gauge\n"],
  ["a strange type", "# TYPE a number\n"],
  ["no number", "# TYPE a gauge\na x\n"],
  ["no name", "# TYPE a gauge\n1 1\n"],
  ["a label without quotes", "# TYPE a gauge\na{b=c} 1\n"],
  ["a label twice", '# TYPE a gauge\na{b="c",b="d"} 1\n'],
  ["a quote that is not escaped", '# TYPE a gauge\na{b="c"d"} 1\n'],
])("a page with %s is refused", (_what, page) => {
  expect(() => parseMetrics(page)).toThrow();
});
