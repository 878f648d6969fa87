import { CaseList, type ConformanceCase } from "./case-list.ts";
import { delimitedCases, messageSetCases, unstableCases } from "./delimited-cases.ts";
import { jsonCompositeCases } from "./json-composite-cases.ts";
import { jsonScalarCases } from "./json-scalar-cases.ts";
import { jsonSyntaxCases } from "./json-syntax-cases.ts";
import { jsonWellKnownCases } from "./json-well-known-cases.ts";
import { malformedBinaryCases, tooDeepMapCase, tooDeepMessageSetCase } from "./malformed-binary-cases.ts";
import { speedCases } from "./speed-cases.ts";
import { edition2023, flavors } from "./test-messages.ts";
import { validBinaryCases } from "./valid-binary-cases.ts";

/** Every binary and JSON case of the suite. */
export function allCases(): ConformanceCase[] {
  return [...flavors.flatMap(flavorCases), ...editionCases()];
}

function flavorCases(flavor: (typeof flavors)[number]): ConformanceCase[] {
  const message = `${flavor.package}.${flavor.message}`;
  const list = new CaseList(flavor.id, message);
  malformedBinaryCases(list, flavor);
  validBinaryCases(list, flavor);
  jsonSyntaxCases(list, flavor);
  jsonScalarCases(list, flavor);
  jsonCompositeCases(list);
  if (flavor.isProto3) jsonWellKnownCases(list, message);
  if (flavor.id === "Proto2") {
    messageSetCases(list);
    tooDeepMessageSetCase(list);
  }
  speedCases(list, flavor);
  return list.cases;
}

function editionCases(): ConformanceCase[] {
  const list = new CaseList("Editions", edition2023.message);
  delimitedCases(list);
  tooDeepMapCase(list);
  const unstable = new CaseList(
    "EditionUnstable",
    "protobuf_test_messages.edition_unstable.TestAllTypesEditionUnstable",
  );
  unstableCases(unstable);
  return [...list.cases, ...unstable.cases];
}
