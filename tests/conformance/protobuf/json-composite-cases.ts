import type { CaseList } from "./case-list.ts";
import { raw } from "./wire.ts";

/** Messages, oneofs, maps, lists and `null`. */
export function jsonCompositeCases(list: CaseList): void {
  list.validJson("MessageField", "Required", '{"optionalNestedMessage": {"a": 1234}}', {
    optionalNestedMessage: { a: 1234 },
  });
  oneofs(list);
  maps(list);
  lists(list);
  nulls(list);
}

function oneofs(list: CaseList): void {
  const member = (name: string, value: unknown): object => ({ oneofField: { case: name, value } });
  const text = member("oneofString", "test");
  list.doubtfulJson("OneofFieldDuplicate", "Required", '{"oneofUint32": 1, "oneofString": "test"}', { ...text });
  list.doubtfulJson("OneofFieldDuplicate2", "Required", '{"oneofString": "test", "oneofUint32": 1}', {
    ...member("oneofUint32", 1),
  });
  list.validJson("OneofFieldNullFirst", "Required", '{"oneofUint32": null, "oneofString": "test"}', { ...text });
  list.validJson("OneofFieldNullSecond", "Required", '{"oneofString": "test", "oneofUint32": null}', { ...text });
  const zeros: readonly (readonly [string, string, string, unknown])[] = [
    ["Uint32", "oneofUint32", "0", 0],
    ["Message", "oneofNestedMessage", "{}", {}],
    ["String", "oneofString", '""', ""],
    ["Bytes", "oneofBytes", '""', raw("")],
    ["Bool", "oneofBool", "false", false],
    ["Uint64", "oneofUint64", "0", 0n],
    ["Float", "oneofFloat", "0.0", 0],
    ["Double", "oneofDouble", "0.0", 0],
    ["Enum", "oneofEnum", '"FOO"', 0],
  ];
  for (const [name, property, json, value] of zeros) {
    list.validJson(`OneofZero${name}`, "Recommended", `{"${property}": ${json}}`, { ...member(property, value) });
  }
}

function maps(list: CaseList): void {
  const add = (name: string, member: string, json: string, value: object): void =>
    list.validJson(name, "Required", `{"${member}": ${json}}`, { [member]: value });
  for (const type of ["Int32", "Uint32", "Int64", "Uint64"]) {
    const wide = type.endsWith("64");
    const member = `map${type}${type}`;
    add(`${type}MapField`, member, '{"1": 2, "3": 4}', wide ? { 1: 2n, 3: 4n } : { 1: 2, 3: 4 });
    list.malformedJson(`${type}MapFieldKeyNotQuoted`, "Recommended", `{"${member}": {1: 2, 3: 4}}`);
  }
  add("BoolMapField", "mapBoolBool", '{"true": true, "false": false}', { true: true, false: false });
  list.malformedJson("BoolMapFieldKeyNotQuoted", "Recommended", '{"mapBoolBool": {true: true, false: false}}');
  const messages = { hello: { a: 1234 }, world: { a: 5678 } };
  add("MessageMapField", "mapStringNestedMessage", JSON.stringify(messages), messages);
  add("Int32MapEscapedKey", "mapInt32Int32", '{"\\u0031": 2}', { 1: 2 });
  add("Int64MapEscapedKey", "mapInt64Int64", '{"\\u0031": 2}', { 1: 2n });
  add("BoolMapEscapedKey", "mapBoolBool", '{"tr\\u0075e": true}', { true: true });
}

function lists(list: CaseList): void {
  const add = (type: string, member: string, json: string, value: readonly unknown[]): void =>
    list.validJson(`${type}RepeatedField`, "Required", `{"${member}": ${json}}`, { [member]: value });
  const messages = [{ a: 1234 }, { a: 5678 }];
  add("Primitive", "repeatedInt32", "[1, 2, 3, 4]", [1, 2, 3, 4]);
  add("Enum", "repeatedNestedEnum", '["FOO", "BAR", "BAZ"]', [0, 1, 2]);
  add("String", "repeatedString", '["Hello", "world"]', ["Hello", "world"]);
  add("Bytes", "repeatedBytes", '["AAEC", "AQI="]', [raw("\0\x01\x02"), raw("\x01\x02")]);
  add("Message", "repeatedNestedMessage", JSON.stringify(messages), messages);
  const wrong: readonly (readonly [string, string, string])[] = [
    ["IntegersGotBool", "repeatedInt32", "[1, false, 3, 4]"],
    ["IntegersGotString", "repeatedInt32", '[1, 2, "name", 4]'],
    ["IntegersGotMessage", "repeatedInt32", '[1, 2, 3, {"a": 4}]'],
    ["StringsGotInt", "repeatedString", '["1", 2, "3", "4"]'],
    ["StringsGotBool", "repeatedString", '["1", "2", false, "4"]'],
    ["StringsGotMessage", "repeatedString", '["1", 2, "3", {"a": 4}]'],
    ["MessagesGotInt", "repeatedNestedMessage", '[{"a": 1}, 2]'],
    ["MessagesGotBool", "repeatedNestedMessage", '[{"a": 1}, false]'],
    ["MessagesGotString", "repeatedNestedMessage", '[{"a": 1}, "2"]'],
  ];
  for (const [name, member, json] of wrong) {
    list.malformedJson(`RepeatedFieldWrongElementTypeExpecting${name}`, "Required", `{"${member}": ${json}}`);
  }
  list.malformedJson("SingleValueForRepeatedFieldInt32", "Required", '{"repeatedInt32": 1}');
  list.malformedJson("SingleValueForRepeatedFieldMessage", "Required", '{"repeatedNestedMessage": {"a": 1}}');
}

function nulls(list: CaseList): void {
  const types = [
    ..."Int32 Int64 Uint32 Uint64 Sint32 Sint64 Fixed32 Fixed64 Sfixed32 Sfixed64 Float Double Bool".split(" "),
    ..."String Bytes NestedEnum NestedMessage".split(" "),
  ];
  const members = [
    ...types.flatMap((type) => [`optional${type}`, `repeated${type}`]),
    ...["mapInt32Int32", "mapBoolBool", "mapStringNestedMessage"],
  ];
  const all = JSON.stringify(Object.fromEntries(members.map((member) => [member, null])));
  list.validJson("AllFieldAcceptNull", "Required", all, {});
  const bad = (name: string, json: string): void => list.malformedJson(name, "Recommended", json);
  bad("RepeatedFieldPrimitiveElementIsNull", '{"repeatedInt32": [1, null, 2]}');
  bad("RepeatedFieldMessageElementIsNull", '{"repeatedNestedMessage": [{"a":1}, null, {"a":2}]}');
  bad("MapFieldKeyIsNull", '{"mapInt32Int32": {null: 1}}');
  bad("MapFieldValueIsNull", '{"mapInt32Int32": {"0": null}}');
}
