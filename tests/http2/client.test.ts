import { clientCases } from "./cases/client-cases.ts";
import { describeConformance } from "./conformance-suite.ts";
import { RawServer } from "./raw/raw-server.ts";

describeConformance("a client session", clientCases, () => RawServer.connect());
