import { fileURLToPath } from "node:url";
import type { CodecResult } from "../codec/codec-program.ts";
import type { Payload } from "../load/protocol.ts";
import { measureProgram } from "../measure/measure-program.ts";
import { figure, median, ratio, spreadPercent } from "../report/figures.ts";
import { panelsOf } from "../report/panels.ts";
import { distinct, findRow, metricOf, ratioOf } from "../report/rows.ts";
import type { Case, Measurement, Scenario } from "./scenario.ts";

interface Codec {
  readonly name: string;
  readonly file: string;
  readonly flags?: readonly string[];
}

const codecs: readonly Codec[] = [
  { name: "generated", file: "generated.ts" },
  { name: "JIT", file: "descriptor.ts" },
  { name: "interpreter", file: "descriptor.ts", flags: ["--disallow-code-generation-from-strings"] },
  { name: "thrift", file: "npm-thrift.ts" },
  { name: "kitex protobuf", file: "kitex-protobuf.ts" },
  { name: "protobufjs", file: "protobufjs.ts" },
  { name: "protobuf-es", file: "protobuf-es.ts" },
  { name: "JSON", file: "json.ts" },
];

const payloads: readonly { readonly group: string; readonly payload: Payload }[] = [
  { group: "nested request", payload: { kind: "nested" } },
  { group: "text of 1 KiB", payload: { kind: "echo", bytes: 1024 } },
];

/** Codecs without a wire, each in a process of its own: none sees the shapes of another's objects. */
export const codec: Scenario = {
  name: "codec",
  what: "encoding and decoding alone: generated, JIT, interpreter; Protobuf generated; npm thrift, protobufjs, protobuf-es, JSON",
  plan({ quick }) {
    const seconds = quick ? 0.1 : 1;
    const chosen = quick ? payloads.slice(0, 1) : payloads;
    return {
      rounds: quick ? 1 : 5,
      cases: chosen.flatMap(({ group, payload }) =>
        codecs.map(
          (one): Case => ({
            group,
            placement: "free",
            subject: one.name,
            seconds: 0.6 + seconds,
            measure: () => measureCodec(one, payload, seconds),
          }),
        ),
      ),
    };
  },
  report: (rows) => ({
    tables: distinct(rows, "group").map((group) => ({
      title: `codec: ${group}`,
      columns: ["codec", "encode ns", "decode ns", "both ns", "spread", "generated against it", "bytes"],
      rows: distinct(rows, "subject").map((subject) => {
        const row = findRow(rows, { group, placement: "free", subject });
        const generated = findRow(rows, { group, placement: "free", subject: "generated" });
        const both = metricOf(row, "bothNanos");
        return [
          subject,
          median(metricOf(row, "encodeNanos")),
          median(metricOf(row, "decodeNanos")),
          median(both),
          spreadPercent(both),
          ratio(ratioOf(row, generated, "bothNanos")),
          figure(metricOf(row, "bytes")?.median ?? Number.NaN),
        ];
      }),
    })),
    plot: { title: "encode and decode", unit: "ns", panels: panelsOf(rows, "bothNanos") },
  }),
};

async function measureCodec(
  { name, file, flags = [] }: Codec,
  payload: Payload,
  seconds: number,
): Promise<Measurement> {
  const path = fileURLToPath(new URL(`../codec/${file}`, import.meta.url));
  const command = [process.execPath, "--conditions=@kitex-ts/source", ...flags, path, JSON.stringify(payload)];
  const { encodeNanos, decodeNanos, bytes } = await measureProgram<CodecResult>(`the codec ${name}`, command, seconds);
  return { encodeNanos, decodeNanos, bothNanos: encodeNanos + decodeNanos, bytes };
}
