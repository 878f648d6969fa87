import type { StructDefinition } from "@kitex-ts/idl";
import { isUsable, NameScope } from "../plan/naming.ts";
import { type FilledInField, isFilledIn } from "../plan/shapes.ts";
import { constLiteral, type LiteralScope } from "./literal.ts";
import { absenceTest, propertyAccess, propertyKey } from "./property.ts";
import { indented } from "./source-lines.ts";

/**
 * The lines of an exception's constructor. It fills in the IDL's defaults, so that who catches the error in the same
 * process finds what a peer would read.
 *
 * `input` names the type of what it takes, and `isTaken` tells the names that stand for something in the file.
 */
export function constructorLines(
  exception: StructDefinition,
  input: string,
  literals: LiteralScope,
  isTaken: (name: string) => boolean,
): string[] {
  const defaults = exception.fields
    .filter(isFilledIn)
    .map((field) => ({ name: field.name, text: defaultLiteral(field, literals) }));
  // The defaults are printed first: by then everything they mention has its name, and the parameter hides none of it.
  const given = new NameScope([], (name) => isUsable(name) && !isTaken(name)).claim("fields");
  const properties = defaults.map(({ name, text }) => {
    const value = `${absenceTest(given, name)} ? ${text} : ${propertyAccess(given, name)}`;
    return `${propertyKey(name)}: ${value},`;
  });
  return [
    `constructor(${given}: ${input}) {`,
    "  super({",
    ...indented([`...${given},`, ...properties], "    "),
    "  });",
    "}",
  ];
}

function defaultLiteral(field: FilledInField, literals: LiteralScope): string {
  literals.size.reset();
  // A field is of the type that readers get, which may be changed; a constant is not.
  return constLiteral(
    field.defaultValue,
    field.type,
    { ...literals, typeText: literals.fieldTypeText },
    field.position,
  );
}
