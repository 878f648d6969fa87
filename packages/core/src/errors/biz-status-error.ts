const brand = Symbol.for("kitex-ts.BizStatusError");

export interface BizStatusErrorOptions {
  /** Further facts for the caller, carried as text. */
  readonly extra?: Readonly<Record<string, string>> | ReadonlyMap<string, string>;
  readonly cause?: unknown;
}

/**
 * A failure that the callee chose to report: the call itself worked.
 *
 * A handler throws it, the caller gets it back with the same status, message and extra. It travels in TTHeader; on a
 * transport without headers the caller gets a `KitexError` with code `Remote` instead.
 */
export class BizStatusError extends Error {
  override readonly name = "BizStatusError" as const;
  /** A 32-bit integer other than 0. */
  readonly status: number;
  readonly extra: ReadonlyMap<string, string>;

  /** Throws a `RangeError` when `status` is 0 or no 32-bit integer: neither can be told from success on the wire. */
  constructor(status: number, message: string, options: BizStatusErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    if ((status | 0) !== status || status === 0) {
      throw new RangeError(`a business status must be a 32-bit integer other than 0, got ${status}`);
    }
    this.status = status;
    this.extra = toMap(options.extra);
  }
}

Object.defineProperty(BizStatusError.prototype, brand, { value: true });

/** Whether `error` is a `BizStatusError`, also one of another copy of this package. */
export function isBizStatusError(error: unknown): error is BizStatusError {
  return error instanceof Error && brand in error;
}

function toMap(extra: BizStatusErrorOptions["extra"]): ReadonlyMap<string, string> {
  if (extra === undefined) return new Map();
  return new Map(isMap(extra) ? extra : Object.entries(extra));
}

function isMap(extra: NonNullable<BizStatusErrorOptions["extra"]>): extra is ReadonlyMap<string, string> {
  return extra instanceof Map;
}
