/** One number on a page of metrics. */
export interface MetricLine {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LINE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\[\\"n])*)"(?:,|$)/y;
const KINDS = ["counter", "gauge", "histogram"];

/** Reads a page in Prometheus' text format, version 0.0.4. Throws for a line that is none of it. */
export function parseMetrics(page: string): readonly MetricLine[] {
  if (!page.endsWith("\n")) throw new Error("the page does not end in a line break");
  const kinds = new Map<string, string>();
  const lines: MetricLine[] = [];
  for (const line of page.split("\n")) {
    const [, commented = "", kind = ""] = new RegExp(`^# TYPE (${NAME}) (\\w+)$`).exec(line) ?? [];
    if (commented !== "") {
      if (!KINDS.includes(kind) || kinds.has(commented)) throw new Error(`a wrong or second type: ${line}`);
      kinds.set(commented, kind);
    } else if (line !== "" && !line.startsWith("# HELP ")) {
      const read = readLine(line);
      if (!kinds.has(read.name) && !kinds.has(read.name.replace(/_(bucket|sum|count)$/, ""))) {
        throw new Error(`no type was given before: ${line}`);
      }
      lines.push(read);
    }
  }
  return lines;
}

function readLine(line: string): MetricLine {
  const [, name = "", list = "", number = ""] = LINE.exec(line) ?? [];
  const value = number === "+Inf" ? Number.POSITIVE_INFINITY : Number(number);
  if (name === "" || number === "" || Number.isNaN(value)) throw new Error(`no line of metrics: ${line}`);
  const labels = new Map<string, string>();
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < list.length) {
    const [, label, text = ""] = LABEL.exec(list) ?? [];
    if (label === undefined || labels.has(label)) throw new Error(`no list of labels: ${line}`);
    labels.set(
      label,
      text.replace(/\\(.)/g, (_, escaped) => (escaped === "n" ? "\n" : escaped)),
    );
  }
  return { name, labels, value };
}

/** The values of the lines called `name` whose labels say at least what `labels` says. */
export function valuesOf(
  lines: readonly MetricLine[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): readonly number[] {
  const fits = (line: MetricLine): boolean =>
    line.name === name && Object.entries(labels).every(([label, value]) => line.labels.get(label) === value);
  return lines.filter(fits).map(({ value }) => value);
}
