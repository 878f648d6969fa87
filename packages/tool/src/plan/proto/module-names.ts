import type { ProtoEnum, ProtoFile, ProtoMessage, ProtoMethod, ProtoService } from "@kitex-ts/idl/proto";
import { capitalized, NameScope } from "../naming.ts";
import { type ServiceSides, serviceSides } from "../service-sides.ts";
import type { MessageShapes } from "./message-shapes.ts";
import { lowerCamelCase, methodProperties, type PropertySource, propertyNames } from "./property-names.ts";

/** What a message is called in `types.ts` and `codec.ts`. */
export interface MessageNames {
  readonly type: string;
  /** What may go in; the same as `type` where there is no difference. */
  readonly input: string;
  readonly descriptor: string;
  readonly write: string;
  readonly read: string;
  readonly properties: ReadonlyMap<PropertySource, string>;
}

export interface EnumNames {
  /** The object and its type. */
  readonly type: string;
  readonly descriptor: string;
  /** The function that knows the numbers of a closed enum. */
  readonly includes: string;
}

export interface ProtoServiceNames extends ServiceSides {
  readonly methods: ReadonlyMap<ProtoMethod, string>;
}

/** The names of everything that is generated for one .proto file. */
export interface ProtoModuleNames {
  readonly messages: ReadonlyMap<ProtoMessage, MessageNames>;
  readonly enums: ReadonlyMap<ProtoEnum, EnumNames>;
  readonly services: ReadonlyMap<ProtoService, ProtoServiceNames>;
  /** The constant with the file's own description. */
  readonly fileDescriptor: string;
}

/** All messages of a file, each before those inside it. */
export function messagesOf(file: ProtoFile): readonly ProtoMessage[] {
  return file.messages.flatMap(function withNested(message: ProtoMessage): readonly ProtoMessage[] {
    return [message, ...message.messages.flatMap(withNested)];
  });
}

/** All enums of a file, those of messages behind those of the file. */
export function enumsOf(file: ProtoFile): readonly ProtoEnum[] {
  return [...file.enums, ...messagesOf(file).flatMap(({ enums }) => enums)];
}

/**
 * Decides all names of a file. Those at its top level stay as they are; a nested `Outer.Inner` is `OuterInner`, and
 * `Outer_Inner` where that is taken.
 */
export function planProtoNames(file: ProtoFile, shapes: MessageShapes): ProtoModuleNames {
  const types = new NameScope();
  const codec = new NameScope();
  const declared = declaredNames(file, types);
  const fileDescriptor = codec.claim(`${stemOf(file)}File`);
  const nameOf = (definition: ProtoMessage | ProtoEnum): string => declared.get(definition) ?? definition.name;

  const messages = messagesOf(file).map((message): [ProtoMessage, MessageNames] => {
    const type = nameOf(message);
    return [
      message,
      {
        type,
        input: shapes.inputDiffers(message) ? types.claim(`${type}Input`) : type,
        descriptor: codec.claim(`${type}Descriptor`),
        write: codec.claim(`write${type}`),
        read: codec.claim(`read${type}`),
        properties: propertyNames(message),
      },
    ];
  });
  const enums = enumsOf(file).map((definition): [ProtoEnum, EnumNames] => {
    const type = nameOf(definition);
    return [
      definition,
      { type, descriptor: codec.claim(`${type}Descriptor`), includes: codec.claim(`is${capitalized(type)}`) },
    ];
  });
  return {
    messages: new Map(messages),
    enums: new Map(enums),
    services: serviceNames(file),
    fileDescriptor,
  };
}

/** The file's base name as the start of a variable's. */
function stemOf({ importName }: ProtoFile): string {
  const baseName = (importName.split("/").at(-1) ?? "").replace(/\.proto$/i, "");
  return lowerCamelCase(baseName.replaceAll(/[^A-Za-z0-9]+/g, "_")).replace(/^(?=[^A-Za-z])/, "_");
}

function declaredNames(file: ProtoFile, types: NameScope): ReadonlyMap<ProtoMessage | ProtoEnum, string> {
  const names = new Map<ProtoMessage | ProtoEnum, string>();
  const top = [...file.messages, ...file.enums];
  const claimed = types.claimAll(top.map(({ name }) => name));
  for (const definition of top) names.set(definition, claimed.get(definition.name) ?? definition.name);
  for (const definition of [...messagesOf(file), ...enumsOf(file)]) {
    if (definition.parent === undefined) continue;
    const parent = names.get(definition.parent) ?? definition.parent.name;
    const wish = parent + capitalized(definition.name);
    names.set(definition, types.claim(types.has(wish) ? `${parent}_${definition.name}` : wish));
  }
  return names;
}

function serviceNames(file: ProtoFile): ReadonlyMap<ProtoService, ProtoServiceNames> {
  const sides = serviceSides(file.services.map(({ name }) => name));
  return new Map(
    file.services.flatMap((service) => {
      const names = sides.get(service.name);
      return names === undefined ? [] : [[service, { ...names, methods: methodProperties(service) }] as const];
    }),
  );
}
