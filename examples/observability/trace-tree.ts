import { SpanKind } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";

/** Spans as trees, each below the one in which its call was made. */
export function traceTrees(spans: readonly ReadableSpan[]): string {
  const children = Map.groupBy(spans, (span) => span.parentSpanContext?.spanId);
  const lines: string[] = [];
  const add = (span: ReadableSpan, first: string, further: string): void => {
    lines.push(first + describe(span));
    const below = children.get(span.spanContext().spanId) ?? [];
    for (const [i, child] of below.entries()) {
      const last = i === below.length - 1;
      add(child, `${further}${last ? "└─ " : "├─ "}`, `${further}${last ? "   " : "│  "}`);
    }
  };
  for (const root of children.get(undefined) ?? []) add(root, "", "");
  return lines.join("\n");
}

function describe({ name, kind, duration: [seconds, nanoseconds], attributes }: ReadableSpan): string {
  const ms = (seconds * 1e3 + nanoseconds / 1e6).toFixed(1);
  const exception = attributes["kitex.exception"];
  return `${name} (${SpanKind[kind].toLowerCase()}, ${ms} ms${exception === undefined ? "" : `, ${exception}`})`;
}
