/**
 * Names that every object inherits something under. Reading such a property of an object that does not have it gives
 * what `Object.prototype` has.
 */
const inheritedNames: ReadonlySet<string> = new Set([...Object.getOwnPropertyNames(Object.prototype), "__proto__"]);

/** Whether reading the property from an object without it gives something else than `undefined`. */
export function isInherited(name: string): boolean {
  return inheritedNames.has(name);
}

/** The key of an object literal or interface. Written plainly, `__proto__` would set the object's prototype. */
export function propertyKey(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return isIdentifier(name) ? name : JSON.stringify(name);
}

/** A property of the value that `object` names. */
export function propertyAccess(object: string, name: string): string {
  return isIdentifier(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`;
}

/** An expression that is true where the object that `object` names has no value for the property. */
export function absenceTest(object: string, name: string): string {
  const isUndefined = `${propertyAccess(object, name)} === undefined`;
  return isInherited(name) ? `!${ownTest(object, name)} || ${isUndefined}` : isUndefined;
}

/** An expression that is true where the object has the property itself, and not from what it inherits. */
export function ownTest(object: string, name: string): string {
  return `Object.hasOwn(${object}, ${JSON.stringify(name)})`;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}
