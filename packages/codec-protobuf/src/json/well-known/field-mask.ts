import { JsonMappingError, mustBe, quoted } from "../mapping-error.ts";
import { elementsOf, propertyOf } from "../object-members.ts";

/** Reads `user.displayName,photo`. */
export function readFieldMask(json: unknown): object {
  if (typeof json !== "string" || json.includes("_"))
    throw mustBe("paths in lowerCamelCase with commas between them", json);
  return { paths: json === "" ? [] : json.split(",").map(snakeCase) };
}

export function writeFieldMask(value: unknown): string {
  return elementsOf(propertyOf(value, "paths") ?? [])
    .map(pathText)
    .join(",");
}

function pathText(path: unknown): string {
  if (typeof path !== "string") throw mustBe("a path", path);
  const text = path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (path.includes(",") || text.includes("_") || snakeCase(text) !== path) {
    throw new JsonMappingError(`the path ${quoted(path)} has no form in lowerCamelCase that leads back to it`);
  }
  return text;
}

function snakeCase(path: string): string {
  return path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
