import type { DecodeLimits } from "@kitex-ts/core/extension";
import type { FrameLength } from "@kitex-ts/netpoll/buffer";
import { checkNameLength, messageKind } from "./binary/message-header.ts";
import { fixedSize, leastSize, TType } from "./binary/ttype.ts";
import { ThriftError, tooDeep } from "./thrift-error.ts";

type PendingBytes = Parameters<FrameLength>[0];

/** No message is longer, whatever the connection allows: the limit that Thrift's documents set on a frame. */
const maxMessageBytes = 0x3fff_ffff;

/**
 * Finds the end of messages that stand on a connection without a frame, by walking over their structs.
 *
 * It goes on where it stopped when more bytes are there, so that the work is linear in the bytes however they arrive.
 * Throws a `ThriftError` when the bytes are no message, or one past the limits. One for each connection.
 */
export function messageLength(limits: DecodeLimits): FrameLength {
  let scan = new MessageScan(limits);
  return (pending) => {
    const length = scan.resume(pending);
    if (length !== undefined) scan = new MessageScan(limits);
    return length;
  };
}

/**
 * The walk over one message. Levels are kept as in `skip`: three numbers each, innermost last; 0, 0, 0 is a struct, and
 * a container is how many values are left in it and the types that they have in turn.
 */
class MessageScan {
  readonly #levels: number[] = [];
  /** How much `levels` may hold: the arguments' own struct is not the user's data, so it comes on top. */
  readonly #maxLevels: number;
  #elementsLeft: number;
  /** Everything before is passed over. May run ahead of the bytes that are there. */
  #position = 0;

  constructor(limits: DecodeLimits) {
    this.#maxLevels = (limits.maxDepth + 1) * 3;
    this.#elementsLeft = limits.maxElements;
  }

  /** The message's length once its end is found; `undefined` while bytes are missing. */
  resume(pending: PendingBytes): number | undefined {
    if (this.#position === 0 && !this.#passHeader(pending)) return undefined;
    while (this.#levels.length > 0) {
      if (!this.#step(pending)) return undefined;
    }
    return this.#position;
  }

  #passHeader(pending: PendingBytes): boolean {
    if (pending.length < 4) return false;
    const kind = messageKind(pending.u32(0));
    if (pending.length < 8) return false;
    const nameLength = pending.u32(4) | 0;
    checkNameLength(kind, nameLength);
    this.#pass(8 + nameLength + 4);
    this.#levels.push(0, 0, 0);
    return true;
  }

  /** Passes over one value, or closes the innermost level; `false` when its first bytes are not all there. */
  #step(pending: PendingBytes): boolean {
    const levels = this.#levels;
    const top = levels.length - 3;
    const first = levels[top + 1] as number;
    if (first === 0) return this.#field(pending, top);
    const left = levels[top] as number;
    if (left === 0) {
      levels.length = top;
      return true;
    }
    const type = left % 2 === 0 ? first : (levels[top + 2] as number);
    if (!this.#value(pending, type, this.#position)) return false;
    levels[top] = left - 1;
    return true;
  }

  #field(pending: PendingBytes, top: number): boolean {
    const at = this.#position;
    if (at >= pending.length) return false;
    const type = pending.u8(at);
    if (type === TType.Stop) {
      this.#pass(1);
      this.#levels.length = top;
      return true;
    }
    if (leastSize(type) === 0) throw new ThriftError(`unknown type id ${type}`);
    return this.#value(pending, type, at + 3);
  }

  /** Passes over a value that starts at `at`, or over the beginning of one that has values inside. */
  #value(pending: PendingBytes, type: number, at: number): boolean {
    const size = fixedSize(type);
    if (size > 0) this.#moveTo(at + size);
    else if (type === TType.String) {
      if (at + 4 > pending.length) return false;
      const length = pending.u32(at) | 0;
      if (length < 0) throw new ThriftError(`a string of ${length} bytes`);
      this.#moveTo(at + 4 + length);
    } else if (type === TType.Struct) {
      this.#push(0, 0, 0);
      this.#moveTo(at);
    } else return this.#container(pending, type, at);
    return true;
  }

  #container(pending: PendingBytes, type: number, at: number): boolean {
    const typeBytes = type === TType.Map ? 2 : 1;
    if (at + typeBytes + 4 > pending.length) return false;
    const first = pending.u8(at);
    const second = type === TType.Map ? pending.u8(at + 1) : first;
    const size = pending.u32(at + typeBytes) | 0;
    if (size < 0) throw new ThriftError(`a container of ${size} elements`);
    const values = type === TType.Map ? size * 2 : size;
    this.#push(values, first, second);
    if (size > 0 && (leastSize(first) === 0 || leastSize(second) === 0)) {
      throw new ThriftError(`a container of unknown type ids ${first} and ${second}`);
    }
    if (size > this.#elementsLeft) {
      throw new ThriftError(`the container of ${size} elements is past the limit of elements in one message`);
    }
    this.#elementsLeft -= size;
    const begin = at + typeBytes + 4;
    const fixed = fixedSize(first) > 0 && fixedSize(second) > 0;
    if (size === 0 || fixed) this.#levels.length -= 3;
    this.#moveTo(fixed ? begin + (values * (fixedSize(first) + fixedSize(second))) / 2 : begin);
    return true;
  }

  #push(values: number, first: number, second: number): void {
    if (this.#levels.length >= this.#maxLevels) throw tooDeep();
    this.#levels.push(values, first, second);
  }

  #pass(bytes: number): void {
    this.#moveTo(this.#position + bytes);
  }

  #moveTo(position: number): void {
    if (position > maxMessageBytes) throw new ThriftError(`a message of ${position} bytes or more`);
    this.#position = position;
  }
}
