/** One bar: a value, and the range of what was measured. */
export interface Bar {
  readonly series: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** What is written beside the bar. */
  readonly text: string;
}

/** Bars of one group, those of a label beneath one another. */
export interface Panel {
  readonly title: string;
  readonly lines: readonly { readonly label: string; readonly bars: readonly Bar[] }[];
}

/** A picture of bars; those of one panel have the same scale. */
export interface Plot {
  readonly title: string;
  readonly unit: string;
  readonly panels: readonly Panel[];
}

const WIDTH = 900;
const LABELS = 150;
const VALUES = 90;
const BAR = 11;
const GAP = 6;
const HEAD = 26;
const colors = ["#2f6fb0", "#e08e2b", "#5a9e4b", "#a0559c"];

/** Draws a plot; `about` says how it was measured and stands below the title. */
export function svgPlot({ title, unit, panels }: Plot, about: string): string {
  const series = [
    ...new Set(panels.flatMap(({ lines }) => lines.flatMap(({ bars }) => bars.map((bar) => bar.series)))),
  ];
  const parts: string[] = [];
  let y = 24;
  parts.push(text(10, y, `${title} (${unit})`, "font-size:15px;font-weight:600"));
  y += 16;
  parts.push(text(10, y, about, "font-size:8px;fill:#777"));
  y += 18;
  let x = 10;
  for (const [at, name] of series.entries()) {
    parts.push(rect(x, y - 9, 10, 10, colorOf(at)), text(x + 15, y, name));
    x += 35 + name.length * 7;
  }
  y += 10;
  for (const panel of panels) {
    y += HEAD;
    parts.push(text(10, y - 6, panel.title, "font-weight:600"));
    const most = Math.max(...panel.lines.flatMap(({ bars }) => bars.map(({ high }) => high)), Number.MIN_VALUE);
    const scale = (WIDTH - LABELS - VALUES) / most;
    for (const { label, bars } of panel.lines) {
      parts.push(text(LABELS - 8, y + (bars.length * BAR) / 2 + 4, label, "text-anchor:end"));
      for (const bar of bars) {
        const middle = y + BAR / 2;
        parts.push(rect(LABELS, y, Math.max(1, bar.value * scale), BAR - 1, colorOf(series.indexOf(bar.series))));
        parts.push(
          `<path d="M${fixed(LABELS + bar.low * scale)} ${fixed(middle)}H${fixed(LABELS + bar.high * scale)}" stroke="#222"/>`,
          text(LABELS + bar.high * scale + 5, y + BAR - 2, bar.text, "font-size:9px"),
        );
        y += BAR;
      }
      y += GAP;
    }
  }
  const height = y + 10;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function colorOf(series: number): string {
  return colors[series % colors.length] ?? "#555";
}

function rect(x: number, y: number, width: number, height: number, fill: string): string {
  return `<rect x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${height}" fill="${fill}"/>`;
}

function text(x: number, y: number, content: string, style = ""): string {
  const safe = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<text x="${fixed(x)}" y="${fixed(y)}"${style === "" ? "" : ` style="${style}"`}>${safe}</text>`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}
