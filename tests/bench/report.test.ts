import { describe, expect, test } from "vitest";
import { candidates } from "../../bench/candidates/list.ts";
import { isPartial, readArguments } from "../../bench/cli/arguments.ts";
import { betweenMarkers } from "../../bench/report/between-markers.ts";
import { ratioOf } from "../../bench/report/rows.ts";
import { svgPlot } from "../../bench/report/svg-plot.ts";
import { tableMarkdown, tableText } from "../../bench/report/table.ts";
import { scenarios } from "../../bench/scenarios/list.ts";
import { pairReport, unaryCalls } from "../../bench/scenarios/pair-report.ts";
import type { Measurement, Row } from "../../bench/scenarios/scenario.ts";
import { targetTable } from "../../bench/targets.ts";

function row(subject: string, rates: readonly number[], placement: Row["placement"] = "free"): Row {
  const rounds = rates.map((callsPerSecond): Measurement => ({ callsPerSecond }));
  return { group: "100 in flight", placement, subject, rounds };
}

test("a ratio is taken round by round: a slow minute that slows both does not show", () => {
  expect(ratioOf(row("a", [300, 30, 270]), row("b", [100, 10, 100]), "callsPerSecond")).toEqual({
    median: 3,
    low: 2.7,
    high: 3,
  });
});

test("a table shows both placements in one line, and what failed", () => {
  const failed: Row = { ...row("grpc-js", []), failure: "no answer" };
  const rows = [row("kitex-mux", [200]), row("raw", [400]), failed, row("kitex-mux", [100], "pinned")];
  const [table] = pairReport("echo", rows, unaryCalls).tables;
  expect(table?.columns.slice(0, 7)).toEqual([
    "candidate",
    "free: calls/s",
    "spread",
    "kitex-mux against it",
    "pinned: calls/s",
    "spread",
    "kitex-mux against it",
  ]);
  expect(table?.rows.map((cells) => cells.slice(0, 5))).toEqual([
    ["kitex-mux", "200", "±0 %", "1.00× (1.00–1.00)", "100"],
    ["raw", "400", "±0 %", "0.50× (0.50–0.50)", "–"],
    ["grpc-js", "failed", "–", "–", "–"],
  ]);
});

test("tables align in a terminal and are Markdown in documents", () => {
  const table = { title: "t", columns: ["who", "µs"], rows: [["a|b", "1"]] };
  expect(tableText(table)).toBe("t\nwho  µs\n───  ──\na|b   1");
  expect(tableMarkdown(table)).toBe("**t**\n\n| who | µs |\n| --- | --: |\n| a\\|b | 1 |");
});

test("a plot escapes what it writes", () => {
  const bar = { series: "free", value: 1, low: 1, high: 1, text: "<1>" };
  const svg = svgPlot(
    { title: "a & b", unit: "µs", panels: [{ title: "p", lines: [{ label: "l", bars: [bar] }] }] },
    "x<y",
  );
  expect(svg).toContain("a &amp; b (µs)");
  expect(svg).toContain("&lt;1&gt;");
  expect(svg).toContain("x&lt;y");
});

describe("the text between markers", () => {
  const document = "before <!-- a:start --> old <!-- a:end --> after <!-- b:start --><!-- b:end -->";

  test("is replaced, and nothing else", () => {
    const once = betweenMarkers(document, "a", "new") ?? "";
    expect(once).toBe("before <!-- a:start -->\n\nnew\n\n<!-- a:end --> after <!-- b:start --><!-- b:end -->");
    expect(betweenMarkers(once, "a", "new")).toBe(once);
  });

  test("is nowhere in a document without the markers, or with one of them", () => {
    expect(betweenMarkers(document, "c", "new")).toBeUndefined();
    expect(betweenMarkers("<!-- a:start -->", "a", "new")).toBeUndefined();
  });
});

describe("targets", () => {
  test("are met or not by the median, and say what was not measured", () => {
    const rows = [row("kitex-mux", [400, 300, 400]), row("go-mux", [100, 100, 100]), row("raw", [2000, 2000, 2000])];
    const table = targetTable((name) => (name === "echo-1k" ? { about: "", rows } : undefined));
    const [goFree = [], goPinned = []] = table.rows;
    expect(goFree.slice(1)).toEqual(["≥ 3.5 ×", "4.00 ×", "3.00 – 4.00", "met"]);
    expect(goPinned.slice(1)).toEqual(["≥ 2.8 ×", "not measured", "–", "–"]);
    expect(table.rows.find(([what]) => what?.includes("raw"))?.slice(2)).toEqual([
      "0.200 ×",
      "0.150 – 0.200",
      "**not met**",
    ]);
  });

  test("without a limit state what was reached", () => {
    const rounds = [{ clientHeapBytes: 2048 }, { clientHeapBytes: 4096 }, { clientHeapBytes: 3072 }];
    const rows: Row[] = [{ group: "10,000 streams", placement: "free", subject: "kitex-grpc", rounds }];
    const table = targetTable((name) => (name === "idle-streams" ? { about: "", rows } : undefined));
    expect(table.rows.filter(([what]) => what?.includes("idle stream")).map((cells) => cells.slice(1))).toEqual([
      ["stated", "3.00 KiB", "2.00 – 4.00", "–"],
      ["stated", "not measured", "–", "–"],
    ]);
  });

  test("look for rows that the scenarios give", () => {
    const rowsOf = ({ plan }: (typeof scenarios)[number]): { readonly about: string; readonly rows: Row[] } => {
      const { cases } = plan({ quick: false, candidates, placements: ["free", "pinned"] });
      return {
        about: "",
        rows: cases.map(({ group, placement, subject }) => ({ group, placement, subject, rounds: [everyMetric] })),
      };
    };
    const table = targetTable((name) => {
      const scenario = scenarios.find((one) => one.name === name);
      return scenario && rowsOf(scenario);
    });
    expect(table.rows.filter(([, , reached]) => reached === "not measured")).toEqual([]);
  });
});

/** One of each that a target looks at. */
const everyMetric: Measurement = {
  callsPerSecond: 1,
  messagesPerSecond: 1,
  p50Micros: 1,
  p99Micros: 1,
  encodeNanos: 1,
  decodeNanos: 1,
  bothNanos: 1,
  clientGrowth: 1,
  serverGrowth: 1,
  clientHeapBytes: 1,
  serverHeapBytes: 1,
  microsPerCall: 1,
};

describe("the command line", () => {
  test("names scenarios and parts of them", () => {
    const asked = readArguments(["echo", "--candidates", "a,b", "--group", "100", "--rounds", "2"], ["echo"]);
    expect(asked).toMatchObject({ names: ["echo"], candidates: ["a", "b"], group: "100", rounds: 2 });
    expect(isPartial(asked)).toBe(true);
    expect(isPartial(readArguments(["echo"], ["echo"]))).toBe(false);
  });

  test.each([[["ecko"]], [["--rounds", "0"]], [["--rounds", "1.5"]], [["--fast"]]])("refuses %j", (args) => {
    expect(() => readArguments(args, ["echo"])).toThrow();
  });
});
