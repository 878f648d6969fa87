/** One promise of a contract that takes time; `run` rejects when it is not kept. */
export interface AsyncContractCase {
  readonly name: string;
  run(): Promise<void>;
}

/** How long the cases of such a contract wait. */
export interface ContractPatience {
  /** Milliseconds in which a change is seen and an abort takes effect. Default 1,000, which is what callers may expect. */
  readonly withinMs?: number;
  /** Milliseconds in which everything works again after a failure. Default 15,000. */
  readonly recoverWithinMs?: number;
}

/** The values of what is not given. */
export const defaultPatience: Required<ContractPatience> = { withinMs: 1_000, recoverWithinMs: 15_000 };
