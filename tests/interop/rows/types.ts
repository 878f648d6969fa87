import type { Plain } from "../plain.ts";
import type { Ends, Row } from "../way.ts";
import { check, echoed, value } from "./call.ts";

const point = (x: number, y: number): Plain => ({ x, y });
const emptyLists = {
  flags: [],
  tinies: [],
  smalls: [],
  mediums: [],
  larges: [],
  ratios: [],
  texts: [],
  blobs: [],
  colors: [],
  points: [],
  ids: [],
};
const emptySets = {
  flags: [],
  tinies: [],
  smalls: [],
  mediums: [],
  larges: [],
  ratios: [],
  texts: [],
  colors: [],
  points: [],
  groups: [],
};
const emptyMaps = {
  texts: [],
  flags: [],
  tinies: [],
  smalls: [],
  mediums: [],
  larges: [],
  ratios: [],
  colors: [],
  points: [],
  names: [],
};
const zeroScalars = {
  flag: false,
  tiny: 0,
  small: 0,
  medium: 0,
  large: "0",
  ratio: 0,
  text: "",
  bytes: "",
  color: 0,
  id: "0",
  empty: {},
  last: 0,
};
const leaf = (label: string): Plain => ({ label, children: [], named: [] });

/** Values that come back as they went: what they show, the method that takes them, and the value. */
export const echoes: readonly (readonly [name: string, method: string, value: Plain])[] = [
  [
    "every scalar in a struct",
    "echoScalars",
    {
      flag: true,
      tiny: -1,
      small: 300,
      medium: -70_000,
      large: "9007199254740993",
      ratio: 1.5,
      text: "ab",
      bytes: "00ff10",
      color: 3,
      id: "-5",
      empty: {},
      last: 7,
    },
  ],
  [
    "scalars at their least",
    "echoScalars",
    {
      ...zeroScalars,
      tiny: -128,
      small: -32_768,
      medium: -2_147_483_648,
      large: "-9223372036854775808",
      ratio: "-Infinity",
      color: -2_147_483_648,
      id: "-9223372036854775808",
      last: -1,
    },
  ],
  [
    "scalars at their greatest",
    "echoScalars",
    {
      ...zeroScalars,
      flag: true,
      tiny: 127,
      small: 32_767,
      medium: 2_147_483_647,
      large: "9223372036854775807",
      ratio: 1.7976931348623157e308,
      color: 2_147_483_647,
      id: "9223372036854775807",
      last: 2_147_483_647,
    },
  ],
  ["scalars that are all zero", "echoScalars", zeroScalars],
  ["a double that is no number", "echoDouble", "NaN"],
  ["the least double", "echoDouble", 5e-324],
  ["minus zero", "echoDouble", "-0"],
  ["enums with numbers the IDL lacks", "echoColor", 99],
  ["a negative enum", "echoColor", -2],
  ["true as a result", "echoBool", true],
  ["false as a result", "echoBool", false],
  ["an i8 as a result", "echoI8", -128],
  ["an i16 as a result", "echoI16", -32_768],
  ["an i32 as a result", "echoI32", -2_147_483_648],
  ["an i64 past 2^53 as a result", "echoI64", "-9007199254740993"],
  ["empty text as a result", "echoText", ""],
  ["text of all planes of Unicode", "echoText", "aé€\u{1f600}\u0000\u2028\ufeffz"],
  ["text that normal forms would change", "echoText", "e\u0301 \u00e9"],
  ["empty bytes as a result", "echoBytes", ""],
  ["bytes that are no UTF-8", "echoBytes", "fffe80c0"],
  ["a list as a result", "echoList", [3, 1, 2]],
  ["a set as a result", "echoSet", ["b", "a"]],
  [
    "a map as a result",
    "echoMap",
    [
      ["a", "1"],
      ["b", "-1"],
    ],
  ],
  [
    "lists of everything",
    "echoLists",
    {
      flags: [true, false, true],
      tinies: [-128, 0, 127],
      smalls: [-32_768, 32_767],
      mediums: [1, -1],
      larges: ["1", "-9223372036854775808"],
      ratios: [1.5, "NaN", "-0"],
      texts: ["", "é", "\u{1f600}"],
      blobs: ["", "00ff"],
      colors: [0, 7, 99],
      points: [point(1, 2), point(-3, 4)],
      ids: ["9007199254740993"],
    },
  ],
  ["empty lists", "echoLists", emptyLists],
  [
    "sets of everything",
    "echoSets",
    {
      flags: [true, false],
      tinies: [3, -3],
      smalls: [300],
      mediums: [2, 1],
      larges: ["9007199254740993", "1"],
      ratios: [0.5, -0.5],
      texts: ["b", "", "a"],
      colors: [7, 42],
      points: [point(1, 2), point(3, 4)],
      groups: [[1, 2], [], [3]],
    },
  ],
  ["empty sets", "echoSets", emptySets],
  [
    "maps of everything",
    "echoMaps",
    {
      texts: [
        ["a", "1"],
        ["b", ""],
      ],
      flags: [
        [false, 1],
        [true, -1],
      ],
      tinies: [[-1, 300]],
      smalls: [[300, 70_000]],
      mediums: [[70_000, "9007199254740993"]],
      larges: [["9007199254740993", 0.5]],
      ratios: [[0.25, true]],
      colors: [[7, "00ff"]],
      points: [["p", point(1, 2)]],
      names: [[point(1, 2), "one"]],
    },
  ],
  ["empty maps", "echoMaps", emptyMaps],
  [
    "containers in containers",
    "echoNested",
    {
      cube: [[[1], []], [], [[2, 3]]],
      tables: [
        [
          "1",
          [
            [
              ["a", [1, 2]],
              ["b", []],
            ],
            [],
          ],
        ],
      ],
      paths: [["x", [["y", [["z", "w"]]]]]],
      clouds: [
        [
          [1, [point(1, 1)]],
          [2, []],
        ],
      ],
      phrases: [["a", "b"], []],
    },
  ],
  ["optionals that are all unset", "echoOptionals", {}],
  [
    "optionals that are all set",
    "echoOptionals",
    {
      flag: true,
      tiny: 1,
      small: 2,
      medium: 3,
      large: "4",
      ratio: 0.5,
      text: "t",
      bytes: "01",
      color: 7,
      point: point(1, 2),
      numbers: [1],
      names: ["n"],
      totals: [["a", 1]],
      shape: { radius: 1 },
    },
  ],
  [
    "optionals that are set to zero",
    "echoOptionals",
    {
      flag: false,
      tiny: 0,
      small: 0,
      medium: 0,
      large: "0",
      ratio: 0,
      text: "",
      bytes: "",
      color: 0,
      point: point(0, 0),
      numbers: [],
      names: [],
      totals: [],
    },
  ],
  ["a union of a scalar", "echoShape", { radius: 0 }],
  ["a union of text", "echoShape", { label: "" }],
  ["a union of a struct", "echoShape", { corner: point(1, 2) }],
  ["a union of unions", "echoShape", { group: [{ radius: 1 }, { group: [] }, { label: "x" }] }],
  [
    "unions in every container",
    "echoDrawing",
    {
      first: { label: "f" },
      shapes: [{ radius: 1 }, { corner: point(0, 0) }],
      named: [
        ["a", { label: "n" }],
        ["b", { group: [] }],
      ],
    },
  ],
  [
    "a struct that contains itself",
    "echoTree",
    {
      label: "root",
      left: { label: "l", left: leaf("ll"), children: [], named: [] },
      children: [leaf("c1"), leaf("c2")],
      named: [["k", leaf("n")]],
    },
  ],
  ["forty structs in one another", "echoTree", chain(40)],
  ["a list of 100,000 numbers", "echoList", { repeat: 7, times: 100_000 }],
  [
    "a map of 10,000 entries",
    "echoMap",
    Array.from({ length: 10_000 }, (_, index): Plain => [`key ${index}`, `${index}`]),
  ],
  ["1 MiB of bytes", "echoBytes", { repeat: "00010203fdfeff7f", times: 131_072 }],
  ["1 MiB of text", "echoText", { repeat: "aé€\u{1f600}zzzzzz", times: 65_536 }],
  ["15 MiB of bytes", "echoBytes", { repeat: "00010203fdfeff7f", times: 1_966_080 }],
];

/** Rows about the types of an IDL: what goes out comes in, and comes back. */
export const typeRows: readonly Row[] = [
  ...echoes.map(([name, method, sent]) => ({ name, run: (ends: Ends) => echo(ends, method, sent) })),
  {
    name: "defaults of the IDL for what is not given",
    run: (ends) => echo(ends, "echoDefaults", { needed: 5 }, allDefaults),
  },
  {
    name: "defaults of the IDL overruled, by zero too",
    run: (ends) => echo(ends, "echoDefaults", noDefaults),
  },
  {
    name: "text that is no UTF-8",
    // Strings of ours cannot hold it: U+FFFD takes its place, coming in and going out.
    run: (ends) => echo(ends, "echoText", ends.way.from === "go" ? { hex: "61ff62" } : "a\ud800b", "a\ufffdb"),
  },
  {
    name: "several parameters with ids that leave gaps",
    run: async (ends) => {
      await check(ends, { method: "add", args: { a: -1, b: "9007199254740993" }, outcome: value("9007199254740992") });
    },
  },
  {
    name: "a void method without parameters",
    run: async (ends) => {
      await check(ends, { method: "ping", args: {}, outcome: value(null) });
    },
  },
  {
    name: "a oneway method",
    run: async (ends) => {
      await check(ends, { method: "notify", args: { text: "nobody answers" }, outcome: value(null) });
    },
  },
];

const allDefaults = {
  flag: true,
  medium: 42,
  large: "9007199254740993",
  ratio: 1.5,
  text: "hey",
  color: 7,
  numbers: [1, 2, 3],
  totals: [["one", 1]],
  mediumIfSet: 5,
  textIfSet: "you",
  colorIfSet: 3,
  flagIfSet: true,
  needed: 5,
  neededText: "needed",
};
const noDefaults = {
  flag: false,
  medium: 0,
  large: "0",
  ratio: 0,
  text: "",
  color: 0,
  numbers: [],
  totals: [],
  mediumIfSet: 0,
  textIfSet: "",
  colorIfSet: 0,
  flagIfSet: false,
  needed: 0,
  neededText: "",
};

async function echo(ends: Ends, method: string, sent: Plain, comes: Plain = sent): Promise<void> {
  await check(ends, { method, args: { value: sent }, seen: { value: comes }, outcome: echoed(method, comes) });
}

function chain(levels: number): Plain {
  return levels === 1 ? leaf("end") : { label: `${levels}`, left: chain(levels - 1), children: [], named: [] };
}
