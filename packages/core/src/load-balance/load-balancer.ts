import type { Instance } from "../context/instance.ts";
import type { RpcContext } from "../context/rpc-context.ts";

/** Chooses among the instances of one list. It never changes: another list gets another picker. */
export interface Picker {
  /** The instance for this call; `undefined` when there is none. */
  next(ctx: RpcContext): Instance | undefined;
}

/** Makes pickers. */
export interface LoadBalancer {
  readonly name: string;
  picker(instances: readonly Instance[]): Picker;
}
