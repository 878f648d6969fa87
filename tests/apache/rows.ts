import type { Plain } from "../interop/plain.ts";
import type { Outcome, PeerKind } from "./peer.ts";

/** A call of `Cross`, and what has to come of it on every way. */
export interface Row {
  readonly name: string;
  readonly method: string;
  /** In the order of the IDL. */
  readonly args: readonly Plain[];
  readonly outcome: Exclude<Outcome, { kind: "remote" }>;
  /** A peer that gets this wrong, whoever is on the other side. */
  readonly wrongBy?: PeerKind;
}

const plain = { text: "Zero", tiny: 1, medium: -3, large: "-5" };
const insanity = {
  userMap: [
    [5, "5"],
    [8, "8"],
  ],
  plains: [plain, { text: "", tiny: 0, medium: 0, large: "0" }],
};
const crazyInside = {
  text: "inside",
  deep: [],
  bytes: "",
  pieces: [],
  flag: false,
  small: 0,
  ratio: 0,
};
const crazy = {
  text: "crazy",
  insanities: [insanity, { userMap: [], plains: [] }],
  deep: [
    [
      [
        -1,
        [
          [
            [
              ["a", "1"],
              ["b", "-9223372036854775808"],
            ],
          ],
          [],
        ],
      ],
      [2, []],
    ],
    [],
  ],
  bytes: "00ff80",
  pieces: ["", "00", "c3a9"],
  flag: true,
  small: -32768,
  ratio: 0.1,
  more: crazyInside,
};
const unicode = 'quoted " and \\, Grüße, 世界, 🎈, \u0000, \u2028, a tab\t and\nlines';
const long = "0123456789abcdéf".repeat(64 * 1024);
const manyNumbers = Array.from({ length: 20_000 }, (_, index) => index - 10_000);

/** Every method, every type with its extremes, and every end that an IDL can give a call. */
export const rows: readonly Row[] = [
  { name: "nothing", method: "testVoid", args: [], outcome: { kind: "value", value: null } },
  echo("a text", "testString", "Test"),
  echo("an empty text", "testString", ""),
  echo("text of every kind", "testString", unicode),
  echo("a text of 1.1 MB", "testString", long),
  echo("true", "testBool", true),
  echo("false", "testBool", false),
  ...[0, 1, -1, 127, -128].map((n) => echo(`${n}`, "testByte", n)),
  ...[0, 32767, -32768].map((n) => echo(`${n}`, "testI16", n)),
  ...[0, -1, 2147483647, -2147483648].map((n) => echo(`${n}`, "testI32", n)),
  ...["0", "-1", "34359738368", "9007199254740993", "9223372036854775807", "-9223372036854775808"].map((n) =>
    echo(n, "testI64", n),
  ),
  ...[0, -5.2098523, 5e-324, 1.7976931348623157e308, "NaN", "Infinity", "-Infinity"].map((n) =>
    echo(`${n}`, "testDouble", n),
  ),
  // npm thrift asks `v < 0` for the sign.
  { ...echo("negative zero", "testDouble", "-0"), wrongBy: "npm" },
  echo("no bytes", "testBinary", ""),
  echo("every byte", "testBinary", Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0")).join("")),
  echo("1 MiB", "testBinary", "00ff10e9".repeat(256 * 1024)),
  echo("a struct", "testStruct", plain),
  echo("a struct in a struct", "testNest", { tiny: -1, inner: plain, medium: 5 }),
  echo("a map", "testMap", [
    [-1, 10],
    [0, 0],
    [2147483647, -2147483648],
  ]),
  echo("an empty map", "testMap", []),
  echo(
    "a map of 5,000",
    "testMap",
    manyNumbers.slice(0, 5_000).map((n) => [n, -n]),
  ),
  echo("a map of texts", "testStringMap", [
    ["", "empty"],
    ["a", ""],
    ["key with blanks", unicode],
    [unicode, "x"],
  ]),
  echo("small i64 as keys", "testLongMap", [
    ["1", "one"],
    ["9", "nine"],
  ]),
  // npm thrift reads the text that an object's key is as hexadecimal.
  {
    ...echo("great i64 as keys", "testLongMap", [
      ["-9223372036854775808", "least"],
      ["10", "ten"],
      ["9223372036854775807", "greatest"],
    ]),
    wrongBy: "npm",
  },
  echo("a set", "testSet", [-1, 0, 2147483647]),
  echo("an empty set", "testSet", []),
  echo("a list", "testList", [3, 1, 2, 1]),
  echo("an empty list", "testList", []),
  echo("a list of 20,000", "testList", manyNumbers),
  echo("an enum", "testEnum", 5),
  echo("a number that the enum lacks", "testEnum", 77),
  echo("a typedef", "testTypedef", "309858235082523"),
  echo("everything inside one another", "testCrazy", crazy),
  echo("optional fields that are not there", "testCrazy", { text: "", deep: [], bytes: "", pieces: [] }),
  echo("a member of a union", "testChoice", { numerals: [[1, "-1"]] }),
  echo("another one, empty", "testChoice", { text: "" }),
  echo("a number in a union", "testChoice", { medium: 0 }),
  echo("a struct in a union", "testChoice", { plain }),
  {
    name: "maps in a map",
    method: "testMapMap",
    args: [1],
    outcome: {
      kind: "value",
      value: [
        [
          -4,
          [
            [-4, -4],
            [-3, -3],
            [-2, -2],
            [-1, -1],
          ],
        ],
        [
          4,
          [
            [1, 1],
            [2, 2],
            [3, 3],
            [4, 4],
          ],
        ],
      ],
    },
  },
  {
    name: "insanity",
    method: "testInsanity",
    args: [insanity],
    outcome: {
      kind: "value",
      value: [
        [
          "1",
          [
            [2, insanity],
            [3, insanity],
          ],
        ],
        ["2", [[6, { userMap: [], plains: [] }]]],
      ],
    },
  },
  {
    name: "several parameters",
    method: "testMulti",
    args: [
      42,
      4242,
      "424242",
      [
        [1, "blah"],
        [-2, "thing"],
      ],
      5,
      "9223372036854775807",
    ],
    outcome: { kind: "value", value: { text: "Hello2", tiny: 42, medium: 4242, large: "424242" } },
  },
  {
    name: "an exception of a void method",
    method: "testException",
    args: ["Failure"],
    outcome: { kind: "declared", name: "failure", value: { errorCode: 1001, message: "Failure" } },
  },
  { name: "its success", method: "testException", args: ["success"], outcome: { kind: "value", value: null } },
  {
    name: "the first of two exceptions",
    method: "testMultiException",
    args: ["Failure", "x"],
    outcome: { kind: "declared", name: "failure", value: { errorCode: 1001, message: "This is a Failure" } },
  },
  {
    name: "the second of two exceptions",
    method: "testMultiException",
    args: ["NestedFailure", "x"],
    outcome: {
      kind: "declared",
      name: "nested",
      value: { errorCode: 2002, plain: { text: "This is a NestedFailure", tiny: 0, medium: 0, large: "0" } },
    },
  },
  {
    name: "neither of them",
    method: "testMultiException",
    args: ["success", "foobar"],
    outcome: { kind: "value", value: { text: "foobar", tiny: 0, medium: 0, large: "0" } },
  },
  { name: "a oneway call", method: "testOneway", args: [7], outcome: { kind: "value", value: null } },
];

/** A method that gives back what it gets. */
function echo(name: string, method: string, thing: Plain): Row {
  return { name, method, args: [thing], outcome: { kind: "value", value: thing } };
}
