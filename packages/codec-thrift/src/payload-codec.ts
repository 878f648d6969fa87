import type { PayloadCodec } from "@kitex-ts/core/extension";
export declare const thrift: PayloadCodec;
