import { codeBits, codes, endOfString } from "./huffman-code.ts";

/**
 * What four bits do in a state, for 16 values of them in each of the 256 states (the code's tree has so many inner
 * nodes; 0 is the root). No code is shorter than five bits, so four bits end one symbol at most:
 *
 * ```text
 *   bit 17 impossible | bit 16 a symbol ends | bits 8-15 next state | bits 0-7 the symbol
 * ```
 */
const impossible = 1 << 17;
const symbolEnds = 1 << 16;

const tree: Tree = buildTree();
const steps: Uint32Array = Uint32Array.from({ length: 256 * 16 }, (_, i) => stepFrom(i >>> 4, i & 0xf));
const mayEnd: Uint8Array = endStates();

/**
 * Writes the text that is coded in `coded` from `start` to `end` to `target`, which has room for 8/5 of its bytes, and
 * says how long it is. -1 when it is no code: the end-of-string symbol, padding longer than seven bits, or with a 0.
 */
export function decodeHuffman(coded: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let state = 0;
  let length = 0;
  for (let i = start; i < end; i++) {
    const byte = coded[i] as number;
    const first = steps[(state << 4) | (byte >>> 4)] as number;
    if (first >= symbolEnds) {
      if (first >= impossible) return -1;
      target[length++] = first;
    }
    const second = steps[((first >>> 4) & 0xff0) | (byte & 0xf)] as number;
    if (second >= symbolEnds) {
      if (second >= impossible) return -1;
      target[length++] = second;
    }
    state = (second >>> 8) & 0xff;
  }
  return mayEnd[state] === 1 ? length : -1;
}

/** 1 for the states in which a text may end: up to seven bits, all ones, were seen of the next symbol. */
function endStates(): Uint8Array {
  const states = new Uint8Array(256);
  for (let state = 0, depth = 0; depth < 8; depth++) {
    states[state] = 1;
    state = tree.one[state] as number;
  }
  return states;
}

/** Where a bit leads from each inner node: to another one, or to the leaf of symbol `s`, written as `-1 - s`. */
interface Tree {
  readonly zero: Int16Array;
  readonly one: Int16Array;
}

function buildTree(): Tree {
  const zero = new Int16Array(256);
  const one = new Int16Array(256);
  let nodes = 1;
  for (let symbol = 0; symbol <= endOfString; symbol++) {
    const bits = codeBits[symbol] as number;
    const code = codes[symbol] as number;
    let node = 0;
    for (let left = bits - 1; left > 0; left--) {
      const side = (code >>> left) & 1 ? one : zero;
      if (side[node] === 0) side[node] = nodes++;
      node = side[node] as number;
    }
    (code & 1 ? one : zero)[node] = -1 - symbol;
  }
  return { zero, one };
}

function stepFrom(state: number, bits: number): number {
  let node = state;
  let ended = 0;
  for (let left = 3; left >= 0; left--) {
    node = ((bits >>> left) & 1 ? tree.one : tree.zero)[node] as number;
    if (node >= 0) continue;
    const symbol = -1 - node;
    if (symbol === endOfString) return impossible;
    ended = symbolEnds | symbol;
    node = 0;
  }
  return ended | (node << 8);
}
