import type { ProtoField, ProtoMessage, ProtoType } from "@kitex-ts/idl/proto";
import type { I64Mapping } from "../shapes.ts";

/** Whether values of a kind are integers of 64 bits. */
export function isWide(kind: ProtoType["kind"]): boolean {
  return kind.endsWith("64");
}

/**
 * Questions about the shape of messages whose answers need a walk through other messages. Answers are remembered, so
 * one instance serves a whole program.
 */
export class MessageShapes {
  readonly #i64: I64Mapping;
  readonly #differing = new Map<ProtoMessage, boolean>();

  constructor(i64: I64Mapping) {
    this.#i64 = i64;
  }

  /** Whether more may go in than comes out: the message has an `Input` twin. */
  inputDiffers(message: ProtoMessage): boolean {
    const known = this.#differing.get(message);
    if (known !== undefined) return known;
    // Messages contain one another in circles, so this walks all that can be reached instead of recursing. A set is
    // walked in the order of insertion, and members added on the way are walked too.
    const reached = new Set([message]);
    for (const next of reached) {
      if (this.#differing.get(next) === true || next.fields.some((field) => this.#isDifferent(field))) {
        this.#differing.set(message, true);
        return true;
      }
      for (const { type } of next.fields) if (type.kind === "message") reached.add(type.definition);
    }
    // Nothing that can be reached from here differs, and that holds for everything on the way too.
    for (const next of reached) this.#differing.set(next, false);
    return false;
  }

  #isDifferent({ cardinality, type }: ProtoField): boolean {
    switch (cardinality) {
      case "implicit":
      case "repeated":
      case "map":
        return true;
      default:
        return this.#i64 === "bigint" && isWide(type.kind);
    }
  }
}
