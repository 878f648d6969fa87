/** What generated code imports: nothing else, and no deeper path. */
export const coreDoor = "@kitex-ts/core/codegen";
export const codecDoor = "@kitex-ts/codec-thrift/codegen";
