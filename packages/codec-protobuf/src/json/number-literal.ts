/** A number as JSON writes it. */
const grammar = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Digits past which no number is spelled out: more than the largest double has. */
const mostDigits = 400;

/** A number of a JSON text that a double may not hold exactly, as it stood there. */
export class NumberLiteral {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Whether a text is a number as JSON writes it. */
export function isNumberText(text: string): boolean {
  return grammar.test(text);
}

/** The integer that a number's text means, exactly; `undefined` when it means none, or one of hundreds of digits. */
export function integerOf(text: string): bigint | undefined {
  const parts = grammar.exec(text);
  if (parts === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return 0n;
  const shift = Number(exponent) - fraction.length;
  if (digits.length + Math.abs(shift) > mostDigits) return undefined;
  const kept = shift < 0 ? digits.slice(0, shift) : digits + "0".repeat(shift);
  // What lies behind the point must be zeros.
  if (shift < 0 && /[^0]/.test(digits.slice(shift))) return undefined;
  return BigInt(`${sign}${kept === "" ? "0" : kept}`);
}
