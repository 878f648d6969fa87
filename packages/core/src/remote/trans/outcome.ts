import type { BizStatusError } from "../../errors/biz-status-error.ts";
import type { RemoteException } from "../../payload/payload-codec.ts";

/** How a call on the server ended, as its reply will say it. */
export type Outcome =
  | { readonly kind: "value"; readonly value: unknown }
  /** An exception that the method's IDL declares. */
  | { readonly kind: "declared"; readonly error: unknown }
  | { readonly kind: "status"; readonly error: BizStatusError }
  /** Anything else that was thrown, and what the caller is told of it. */
  | { readonly kind: "exception"; readonly exception: RemoteException; readonly error: unknown };
