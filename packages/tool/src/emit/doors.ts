/** What generated code imports: nothing else, and no deeper path. */
export const coreDoor = "@kitex-ts/core/codegen";
/** The protocol that streams need; loaded by services that have one. */
export const grpcDoor = "@kitex-ts/core/grpc";
export const codecDoor = "@kitex-ts/codec-thrift/codegen";
export const protobufDoor = "@kitex-ts/codec-protobuf/codegen";
