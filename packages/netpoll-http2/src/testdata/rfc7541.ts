import type { Pair } from "./header-lists.ts";

/** One block of RFC 7541 appendix C, what it says, and what the dynamic table has behind it, the newest first. */
export interface Example {
  readonly bytes: string;
  readonly list: readonly Pair[];
  readonly table: readonly Pair[];
  readonly tableBytes: number;
}

const requestBase: readonly Pair[] = [
  [":method", "GET"],
  [":scheme", "http"],
  [":path", "/"],
  [":authority", "www.example.com"],
];
const authority: Pair = [":authority", "www.example.com"];
const noCache: Pair = ["cache-control", "no-cache"];
const custom: Pair = ["custom-key", "custom-value"];

const requests: readonly Omit<Example, "bytes">[] = [
  { list: requestBase, table: [authority], tableBytes: 57 },
  { list: [...requestBase, noCache], table: [noCache, authority], tableBytes: 110 },
  {
    list: [[":method", "GET"], [":scheme", "https"], [":path", "/index.html"], authority, custom],
    table: [custom, noCache, authority],
    tableBytes: 164,
  },
];

const cacheControl: Pair = ["cache-control", "private"];
const date: Pair = ["date", "Mon, 21 Oct 2013 20:13:21 GMT"];
const laterDate: Pair = ["date", "Mon, 21 Oct 2013 20:13:22 GMT"];
const location: Pair = ["location", "https://www.example.com"];
const gzip: Pair = ["content-encoding", "gzip"];
const cookie: Pair = ["set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"];

const responses: readonly Omit<Example, "bytes">[] = [
  {
    list: [[":status", "302"], cacheControl, date, location],
    table: [location, date, cacheControl, [":status", "302"]],
    tableBytes: 222,
  },
  {
    list: [[":status", "307"], cacheControl, date, location],
    table: [[":status", "307"], location, date, cacheControl],
    tableBytes: 222,
  },
  {
    list: [[":status", "200"], cacheControl, laterDate, location, gzip, cookie],
    table: [cookie, gzip, laterDate],
    tableBytes: 215,
  },
];

function examples(said: readonly Omit<Example, "bytes">[], bytes: readonly string[]): Example[] {
  return said.map((example, i) => ({ ...example, bytes: bytes[i] ?? "" }));
}

/** C.3, without Huffman code. */
export const plainRequests: readonly Example[] = examples(requests, [
  "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
  "8286 84be 5808 6e6f 2d63 6163 6865",
  "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
]);

/** C.4, with it. */
export const huffmanRequests: readonly Example[] = examples(requests, [
  "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
  "8286 84be 5886 a8eb 1064 9cbf",
  "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
]);

/** C.5, without Huffman code, for a table of 256 bytes. */
export const plainResponses: readonly Example[] = examples(responses, [
  `4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d
   546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d`,
  "4803 3330 37c1 c0bf",
  `88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738 666f
   6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b
   2076 6572 7369 6f6e 3d31`,
]);

/** C.6, with it, for a table of 256 bytes. */
export const huffmanResponses: readonly Example[] = examples(responses, [
  `4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7
   8f0b 97c8 e9ae 82ae 43d3`,
  "4883 640e ffc1 c0bf",
  `88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335
   dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07`,
]);
