import type { Spread } from "./statistics.ts";

/** What stands for a figure that was not measured. */
export const NO_FIGURE = "–";

/** A figure with three digits, in thousands (k) and millions (M) where it is large. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return NO_FIGURE;
  if (value >= 1e6) return `${digits(value / 1e6)} M`;
  if (value >= 1e4) return `${digits(value / 1e3)} k`;
  return digits(value);
}

/** The median of a spread. */
export function median(spread: Spread | undefined): string {
  return spread === undefined ? NO_FIGURE : figure(spread.median);
}

/** How far the values lie from the median: `±4 %`. */
export function spreadPercent(spread: Spread | undefined): string {
  if (spread === undefined || spread.median === 0) return NO_FIGURE;
  const off = Math.max(spread.high - spread.median, spread.median - spread.low) / Math.abs(spread.median);
  return `±${Math.round(off * 100)} %`;
}

/** A ratio with its range: `3.52× (3.40–3.61)`. */
export function ratio(spread: Spread | undefined): string {
  if (spread === undefined) return NO_FIGURE;
  const { median, low, high } = spread;
  return `${digits(median)}× (${digits(low)}–${digits(high)})`;
}

function digits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 3);
}
