import type { Registry } from "prom-client";

/** One number of a metric. */
export interface Sample {
  /** The metric's name; of a histogram with `_bucket`, `_sum` or `_count`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** All that `registry` holds at the moment. */
export async function samplesOf(registry: Registry): Promise<readonly Sample[]> {
  const metrics = await registry.getMetricsAsJSON();
  return metrics.flatMap(({ name, values }) =>
    values.map((entry) => ({
      name: "metricName" in entry && typeof entry.metricName === "string" ? entry.metricName : name,
      labels: Object.fromEntries(
        Object.entries(entry.labels).flatMap(([label, of]) => (of === undefined ? [] : [[label, of]])),
      ),
      value: entry.value,
    })),
  );
}

/** The values of the samples called `name` whose labels say at least what `labels` says. */
export async function valuesOf(registry: Registry, name: string, labels: Sample["labels"] = {}): Promise<number[]> {
  const samples = await samplesOf(registry);
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .map(({ value }) => value);
}
