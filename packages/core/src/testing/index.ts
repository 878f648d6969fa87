// For tests of applications and extensions.
export {
  type ContractCase,
  type PayloadCodecSubject,
  payloadCodecContract,
} from "./contracts/payload-codec.ts";
export { DECLARED, type EchoClient, type EchoHandler, echoService } from "./echo-service.ts";
export { type FakeClock, fakeClock } from "./fake-clock.ts";
export { jsonBody, jsonCodec, jsonResult } from "./json-codec.ts";
export { type ScriptedCall, type ScriptedEndpoint, scriptedEndpoint } from "./scripted-endpoint.ts";
export { type TestContextOptions, testContext } from "./test-context.ts";
