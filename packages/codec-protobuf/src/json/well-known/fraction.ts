/** The nanoseconds that the digits behind a decimal point mean. */
export function nanosOf(digits: string): number {
  return Number(digits.padEnd(9, "0"));
}

/** Nanoseconds as digits behind a decimal point, with it: none, three, six or nine. */
export function fractionOf(nanos: number): string {
  if (nanos === 0) return "";
  const digits = String(nanos).padStart(9, "0");
  return `.${digits.replace(/(?:000){1,2}$/, "")}`;
}
