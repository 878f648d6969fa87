/** Whether every object has a property of this name without being given one, so that only its own counts as set. */
export function isInherited(name: string): boolean {
  return name === "__proto__" || name in Object.prototype;
}

/** An object's property, where one that every object inherits counts as absent. */
export function ownValue(object: object, name: string): unknown {
  return isInherited(name) && !Object.hasOwn(object, name) ? undefined : Reflect.get(object, name);
}
