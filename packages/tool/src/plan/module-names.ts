import type { ServiceDefinition, StructDefinition, ThriftFile } from "@kitex-ts/idl";
import type { MethodProperties } from "./method-properties.ts";
import { capitalized, NameScope } from "./naming.ts";
import { type ServiceSides, serviceSides } from "./service-sides.ts";
import { isFilledIn, type Shapes } from "./shapes.ts";

/** What a struct, union or exception is called in `types.ts` and `codec.ts`. */
export interface StructNames {
  readonly type: string;
  /** What may go in; the same as `type` where there is no difference. */
  readonly input: string;
  /** The data of an exception; of other structs the same as `type`. */
  readonly fields: string;
  /** What the constructor of an exception takes; the same as `fields` where there is no difference. */
  readonly fieldsInput: string;
  readonly descriptor: string;
  readonly write: string;
  readonly read: string;
  /** Makes the value of defaults. */
  readonly create: string;
}

/** What a typedef is called. */
export interface AliasNames {
  readonly type: string;
  readonly input: string;
}

/** What the two messages of a method are called in `codec.ts`. */
export interface MessageNames {
  readonly codec: string;
  readonly descriptor: string;
  readonly write: string;
  readonly read: string;
}

export interface MethodNames {
  /** The property of the client and of the handler. */
  readonly property: string;
  readonly args: MessageNames;
  readonly result: MessageNames;
}

export interface ServiceNames extends ServiceSides {
  readonly methods: ReadonlyMap<string, MethodNames>;
}

/** The names of everything that is generated for one IDL file, by the names in the IDL. */
export interface ModuleNames {
  readonly structs: ReadonlyMap<string, StructNames>;
  readonly aliases: ReadonlyMap<string, AliasNames>;
  /** An enum's object and its type share a name. */
  readonly enums: ReadonlyMap<string, string>;
  readonly constants: ReadonlyMap<string, string>;
  readonly services: ReadonlyMap<string, ServiceNames>;
}

/**
 * Decides all names of a file. Names of the IDL stay as they are; what is derived from them (`UserInput`, `writeUser`)
 * gets an underscore where the IDL itself has that name.
 */
export function planNames(file: ThriftFile, shapes: Shapes, properties: MethodProperties): ModuleNames {
  const types = new NameScope();
  const codec = new NameScope();
  const declared = types.claimAll(
    [...file.typedefs, ...file.enums, ...file.structs, ...file.constants].map(({ name }) => name),
  );
  const nameOf = (name: string): string => declared.get(name) ?? name;

  const structs = new Map<string, StructNames>();
  for (const struct of file.structs)
    structs.set(struct.name, structNames(struct, nameOf(struct.name), shapes, types, codec));

  const aliases = new Map<string, AliasNames>();
  for (const { name, type } of file.typedefs) {
    const alias = nameOf(name);
    aliases.set(name, { type: alias, input: shapes.inputDiffers(type) ? types.claim(`${alias}Input`) : alias });
  }
  return {
    structs,
    aliases,
    enums: new Map(file.enums.map(({ name }) => [name, nameOf(name)])),
    constants: new Map(file.constants.map(({ name }) => [name, nameOf(name)])),
    services: serviceNames(file, codec, properties),
  };
}

function structNames(
  struct: StructDefinition,
  type: string,
  shapes: Shapes,
  types: NameScope,
  codec: NameScope,
): StructNames {
  const isException = struct.kind === "exception";
  const fields = isException ? types.claim(`${type}Fields`) : type;
  return {
    type,
    input: !isException && shapes.structInputDiffers(struct) ? types.claim(`${type}Input`) : type,
    fields,
    fieldsInput: isException && struct.fields.some(isFilledIn) ? types.claim(`${fields}Input`) : fields,
    descriptor: codec.claim(`${type}Descriptor`),
    write: codec.claim(`write${type}`),
    read: codec.claim(`read${type}`),
    create: codec.claim(`default${type}`),
  };
}

function serviceNames(file: ThriftFile, codec: NameScope, properties: MethodProperties): Map<string, ServiceNames> {
  const sides = serviceSides(file.services.map(({ name }) => name));
  return new Map(
    file.services.flatMap((service) => {
      const names = sides.get(service.name);
      if (names === undefined) return [];
      return [[service.name, { ...names, methods: methodNames(service, codec, properties.own(service)) }] as const];
    }),
  );
}

function methodNames(
  service: ServiceDefinition,
  codec: NameScope,
  properties: ReadonlyMap<string, string>,
): Map<string, MethodNames> {
  return new Map(
    service.methods.map(({ name }) => {
      const stem = capitalized(service.name) + capitalized(name);
      return [
        name,
        {
          property: properties.get(name) ?? name,
          args: messageNames(`${stem}Args`, codec),
          result: messageNames(`${stem}Result`, codec),
        },
      ];
    }),
  );
}

function messageNames(stem: string, codec: NameScope): MessageNames {
  return {
    codec: codec.claim(stem),
    descriptor: codec.claim(`${stem}Descriptor`),
    write: codec.claim(`write${stem}`),
    read: codec.claim(`read${stem}`),
  };
}
