import { frame, headed } from "./wire.ts";

/** One of the four ways in which a Thrift message stands on a connection. */
export interface MessageForm {
  readonly name: string;
  /** Puts a payload on the wire. */
  wrap(payload: Buffer, seqId?: number): Buffer;
  /** Whether the end of a message is known from a length, whatever is in it. */
  readonly hasLength: boolean;
  readonly header: boolean;
}

/** All four. */
export const messageForms: readonly MessageForm[] = [
  {
    name: "ttheader framed",
    header: true,
    hasLength: true,
    wrap: (p, seqId = 1) => headed({ seqId, payload: frame(p) }),
  },
  { name: "ttheader unframed", header: true, hasLength: true, wrap: (p, seqId = 1) => headed({ seqId, payload: p }) },
  { name: "framed", header: false, hasLength: true, wrap: (p) => frame(p) },
  { name: "buffered", header: false, hasLength: false, wrap: (p) => p },
];
