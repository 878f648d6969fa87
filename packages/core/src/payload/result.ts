/** What came of a call: a value, or an error of a known kind. Told apart by `ok`. */
export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure };
