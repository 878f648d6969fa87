// For tests of applications and extensions.
export type { AsyncContractCase, ContractPatience } from "./contracts/async-contract-case.ts";
export {
  type ContractCase,
  type PayloadCodecSubject,
  payloadCodecContract,
} from "./contracts/payload-codec.ts";
export { type RegistrySubject, registryContract } from "./contracts/registry.ts";
export { resolverContract } from "./contracts/resolver.ts";
export type { ResolverSubject } from "./contracts/resolver-subject.ts";
export { DECLARED, type EchoClient, type EchoHandler, echoService } from "./echo-service.ts";
export { type FakeClock, fakeClock } from "./fake-clock.ts";
export { jsonBody, jsonCodec, jsonResult } from "./json-codec.ts";
export { type MemoryRegistry, memoryRegistry } from "./memory-registry.ts";
export { type MemoryPeer, memoryTransport } from "./memory-transport.ts";
export { type ScriptedCall, type ScriptedEndpoint, scriptedEndpoint } from "./scripted-endpoint.ts";
export { type ScriptedStream, scriptedStream } from "./scripted-stream.ts";
export { type StreamClient, type StreamHandler, streamService } from "./stream-service.ts";
export { type TestContextOptions, testContext } from "./test-context.ts";
