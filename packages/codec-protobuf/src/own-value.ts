/** A message's property, where one that every object inherits counts as absent. */
export function ownValue(message: object, name: string): unknown {
  return name in Object.prototype && !Object.hasOwn(message, name) ? undefined : Reflect.get(message, name);
}
