import type { RpcContext } from "./rpc-context.ts";

/** Settles as `work` does, or rejects as soon as the call is aborted: for waiting on what may not listen itself. */
export function untilAborted<T>(ctx: RpcContext, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = ctx.onAbort(reject);
    work.then(
      (value) => {
        forget();
        resolve(value);
      },
      (error: unknown) => {
        forget();
        reject(error);
      },
    );
  });
}
