export interface ConsulErrorOptions {
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

/** The agent refused a request, gave no answer, or one that cannot be used. The message says which agent and what for. */
export class ConsulError extends Error {
  override readonly name = "ConsulError" as const;
  /** The HTTP status where there was one: 403 means that the token may not, 404 that the agent knows no such entry. */
  readonly status: number | undefined;

  constructor(message: string, { status, cause }: ConsulErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
  }
}
