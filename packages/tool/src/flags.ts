/** A flag that this tool has. */
export interface Flag {
  /** Without dashes; the first is the one in the help. */
  readonly names: readonly [string, ...string[]];
  /** What its value is called in the help; none for a switch. */
  readonly value?: string;
  readonly help: string;
}

/** What a flag is called in the code. */
export type FlagKey =
  | "service"
  | "out"
  | "include"
  | "check"
  | "watch"
  | "importExtension"
  | "i64"
  | "keepUnknownFields"
  | "noRecurse"
  | "copyIdl"
  | "use"
  | "module"
  | "type"
  | "tpl"
  | "thrift"
  | "noDependencyCheck"
  | "verbose"
  | "version"
  | "help";

/** The flags, in the order of the help. */
export const flags: Readonly<Record<FlagKey, Flag>> = {
  service: {
    names: ["service"],
    value: "NAME",
    help: "also write a server to fill in: main.ts, handler.ts and what a project needs",
  },
  out: { names: ["out", "gen-path"], value: "DIR", help: "folder for generated code (default: kitex-gen)" },
  include: {
    names: ["I"],
    value: "DIR",
    help: "folder to look for includes and imports in; may be given several times",
  },
  check: { names: ["check"], help: "write nothing; exit with 1 if anything would change" },
  watch: { names: ["watch"], help: "generate again when an IDL file changes" },
  importExtension: {
    names: ["import-extension"],
    value: "ts|js|none",
    help: "how imports end (default: what tsconfig.json allows)",
  },
  i64: { names: ["i64"], value: "bigint|number", help: "what an integer of 64 bits becomes (default: bigint)" },
  keepUnknownFields: {
    names: ["keep-unknown-fields"],
    help: "keep fields that a Thrift file does not know, and write them again; Protobuf's always are",
  },
  noRecurse: { names: ["no-recurse"], help: "generate nothing for included and imported files" },
  copyIdl: { names: ["copy-idl"], help: "copy the IDL files beside the code" },
  use: { names: ["use"], value: "MODULE", help: "with -service: import generated code from there and generate none" },
  module: {
    names: ["module"],
    value: "NAME",
    help: "name of the package; must be that of package.json if there is one",
  },
  type: { names: ["type"], value: "thrift|protobuf", help: "kind of IDL (default: by the file's ending)" },
  tpl: { names: ["tpl"], value: "multiple_services", help: "accepted: main.ts always serves all services of the IDL" },
  thrift: { names: ["thrift"], value: "OPTION", help: "keep_unknown_fields; other options of thriftgo shape Go code" },
  noDependencyCheck: { names: ["no-dependency-check"], help: "do not look at the version of the installed core" },
  verbose: { names: ["v", "verbose"], help: "name each file that is written" },
  version: { names: ["version"], help: "print the version" },
  help: { names: ["help", "h"], help: "print this help" },
};

/** A flag of Kitex for Go that has no meaning here. */
export interface ForeignFlag {
  readonly takesValue: boolean;
  /** Completes the sentence "`-x` is a flag of Kitex for Go; here …". */
  readonly why: string;
}

const templates =
  "generated code is not made from templates; wrap createServer and createClient in a function of yours";
const plugins = "the tool runs no plugins; use its function `generate` in a script of yours";

/** The flags that Go users know and that are refused, each with its reason. */
export const foreignFlags: ReadonlyMap<string, ForeignFlag> = new Map([
  [
    "invoker",
    {
      takesValue: false,
      why: "nothing has to be generated for calls inside a process: a ServiceInfo serves both ends",
    },
  ],
  [
    "no-fast-api",
    { takesValue: false, why: "codecs are always specialised code; there is no slower kind to fall back to" },
  ],
  ["thrift-plugin", { takesValue: true, why: plugins }],
  ["thrift-plugin-time-limit", { takesValue: true, why: plugins }],
  ["compiler-path", { takesValue: true, why: "the IDL is read by the tool itself, not by another compiler" }],
  ["protocol", { takesValue: true, why: "the protocol follows from the IDL; Hessian2 is not supported" }],
  ["hessian2", { takesValue: true, why: "Hessian2 is not supported" }],
  [
    "combine-service",
    { takesValue: false, why: "a server registers as many services as it likes; nothing has to be combined" },
  ],
  ["handler-return-keep-resp", { takesValue: false, why: "a handler returns a value or throws, never both" }],
  ["template-extension", { takesValue: true, why: templates }],
  ["template-dir", { takesValue: true, why: templates }],
  ["frugal-pretouch", { takesValue: false, why: "nothing is compiled when a process starts" }],
  ["frugal-struct", { takesValue: true, why: "codecs are generated for all structs" }],
  [
    "record",
    { takesValue: false, why: "the command belongs into the scripts of package.json; -service puts it there" },
  ],
  ["deep-copy-api", { takesValue: false, why: "values are plain objects: structuredClone copies them" }],
  ["local-thriftgo", { takesValue: false, why: "the IDL is read by the tool itself, not by thriftgo" }],
  ["streamx", { takesValue: false, why: "streams are those of the IDL; they need no flag" }],
  ["protobuf", { takesValue: true, why: "options of protoc-gen-go shape Go code" }],
  ["protobuf-plugin", { takesValue: true, why: plugins }],
]);
