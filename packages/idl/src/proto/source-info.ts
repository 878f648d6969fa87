import type { Position } from "../thrift/ast.ts";
import type { DescriptorProto, EnumDescriptorProto, FileDescriptorProto, LocationProto } from "./descriptor-proto.ts";
import type { Site } from "./source-file.ts";

/** There is no text that a span could be of. */
const nowhere = { start: 0, end: 0 };

/** The sites of a compiled descriptor's parts, as far as its source info tells them. */
export function sitesOf(file: FileDescriptorProto, displayPath: string): ReadonlyMap<object, Site> {
  const sites = new Map<object, Site>();
  const locations = new Map(file.sourceCodeInfo?.location.map((location) => [location.path.join(), location]));
  for (const [path, part] of partsByPath(file)) {
    const location = locations.get(path);
    if (location === undefined) continue;
    // The name of everything that has one is field 1 of its descriptor.
    const position = positionOf(locations.get(`${path},1`) ?? location, displayPath);
    sites.set(part, { span: nowhere, statement: nowhere, position, doc: docOf(location) });
  }
  return sites;
}

/**
 * The parts of a descriptor by the path that source info uses: numbers of fields of descriptor.proto, each with the index
 * in its list.
 */
function partsByPath(file: FileDescriptorProto): ReadonlyMap<string, object> {
  const parts = new Map<string, object>();
  const list = <Part extends object>(
    path: string,
    all: readonly Part[],
    inside?: (part: Part, path: string) => void,
  ) => {
    for (const [index, part] of all.entries()) {
      parts.set(`${path},${index}`, part);
      inside?.(part, `${path},${index}`);
    }
  };
  const inEnum = ({ value }: EnumDescriptorProto, path: string) => list(`${path},2`, value);
  const inMessage = (message: DescriptorProto, path: string) => {
    list(`${path},2`, message.field);
    list(`${path},3`, message.nestedType, inMessage);
    list(`${path},4`, message.enumType, inEnum);
    list(`${path},6`, message.extension);
    list(`${path},8`, message.oneofDecl);
  };
  list("4", file.messageType, inMessage);
  list("5", file.enumType, inEnum);
  list("6", file.service, ({ method }, path) => list(`${path},2`, method));
  list("7", file.extension);
  return parts;
}

/** Source info counts lines and columns from 0. */
function positionOf({ span: [line = 0, column = 0] }: LocationProto, file: string): Position {
  return { file, line: line + 1, column: column + 1 };
}

function docOf({ leadingComments, trailingComments }: LocationProto): string | undefined {
  const comments = [leadingComments, trailingComments].flatMap((comment) => {
    const text = comment === undefined ? "" : withoutMargin(comment);
    return text === "" ? [] : [text];
  });
  return comments.length === 0 ? undefined : comments.join("\n");
}

/** Comments come without their marks, but with the blank behind them. */
function withoutMargin(comment: string): string {
  const lines = comment.split("\n").map((line) => line.replace(/^ /, "").trimEnd());
  return lines.join("\n").replace(/^\n+|\n+$/g, "");
}
