/** Names a value that travels with a call, and carries its type and default. */
export interface ContextKey<T> {
  readonly id: symbol;
  readonly defaultValue: T;
}

/** Makes a key; `name` shows up when the key is inspected. Two keys with one name are two keys. */
export function contextKey<T>(name: string, defaultValue: T): ContextKey<T> {
  return { id: Symbol(name), defaultValue };
}
