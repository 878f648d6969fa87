/**
 * The base of the exceptions that an IDL declares.
 *
 * The data is in `fields`, so that a field called `message`, `name` or `cause` hides nothing of `Error`.
 */
export class ThriftException<Fields extends object = object> extends Error {
  readonly fields: Fields;

  /** `message` is the exception's own field of that name if it is a text, else its name. */
  constructor(fields: Fields) {
    super("message" in fields && typeof fields.message === "string" ? fields.message : new.target.name);
    this.fields = fields;
  }
}
