/** A header list past the limits. It was read to its end, so the blocks behind it can be. */
export class HeaderListTooLarge extends Error {
  override readonly name = "HeaderListTooLarge" as const;

  constructor(
    bytes: number,
    fields: number,
    limits: { readonly maxHeaderListBytes: number; readonly maxHeaderFields: number },
  ) {
    super(
      `a header list of ${fields} fields and ${bytes} bytes, ` +
        `${limits.maxHeaderFields} and ${limits.maxHeaderListBytes} are allowed`,
    );
  }
}
