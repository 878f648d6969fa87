import { type HeaderField, HeaderList } from "@kitex-ts/netpoll-http2";
import type { RpcContext } from "../../../context/rpc-context.ts";
import type { Invocation } from "../../../context/rpc-info.ts";
import { CORE_VERSION } from "../../../version.ts";
import { grpcMetaFields } from "../../transmeta/grpc-meta.ts";
import type { ClientTransportSetup } from "../trans-handler.ts";
import type { Compressor } from "./compressor.ts";
import { contentTypeOf } from "./content-type.ts";
import { metadataFields } from "./metadata-headers.ts";
import { encodeTimeout } from "./timeout-header.ts";

/** What the headers of one client's requests have in common. */
export interface RequestHeadersOptions
  extends Pick<ClientTransportSetup, "payloadCodec" | "packageName" | "idlService"> {
  readonly authority: string;
  readonly scheme: "http" | "https";
}

/** The headers of a method's last call without metadata. */
interface Remembered {
  readonly timeout: string | undefined;
  readonly compressor: Compressor;
  readonly headers: HeaderList;
}

/**
 * Makes the headers of one client's requests, in Kitex's order.
 *
 * A call's headers mostly equal those of its method's last call, since the time left is nearly always all of it. Then
 * they are the same list, which costs HTTP/2 next to nothing.
 */
export class RequestHeaders {
  readonly #options: RequestHeadersOptions;
  readonly #contentType: string;
  readonly #last = new Map<Invocation, Remembered>();

  constructor(options: RequestHeadersOptions) {
    this.#options = options;
    this.#contentType = contentTypeOf(options.payloadCodec);
  }

  /** The headers of a call whose messages are compressed with `compressor`. */
  make(ctx: RpcContext, compressor: Compressor): HeaderList {
    const { timeLeftMs } = ctx;
    const timeout = timeLeftMs === undefined ? undefined : encodeTimeout(timeLeftMs);
    const { invocation } = ctx.rpcInfo;
    const own = ownFields(ctx);
    if (own.length > 0) return new HeaderList([...this.#fields(invocation, timeout, compressor), ...own]);
    const last = this.#last.get(invocation);
    if (last !== undefined && last.timeout === timeout && last.compressor === compressor) return last.headers;
    const headers = new HeaderList(this.#fields(invocation, timeout, compressor));
    this.#last.set(invocation, { timeout, compressor, headers });
    return headers;
  }

  #fields({ method }: Invocation, timeout: string | undefined, compressor: Compressor): HeaderField[] {
    const { packageName, idlService, authority, scheme } = this.#options;
    const service = packageName === "" ? idlService : `${packageName}.${idlService}`;
    const fields: HeaderField[] = [
      { name: ":method", value: "POST" },
      { name: ":scheme", value: scheme },
      { name: ":path", value: `/${service}/${method}` },
      { name: ":authority", value: authority },
      { name: "content-type", value: this.#contentType },
      { name: "user-agent", value: userAgent },
      { name: "te", value: "trailers" },
    ];
    if (compressor !== "identity") {
      fields.push({ name: "grpc-encoding", value: compressor }, { name: "grpc-accept-encoding", value: compressor });
    }
    if (timeout !== undefined) fields.push({ name: "grpc-timeout", value: timeout });
    return fields;
  }
}

const userAgent = `kitex-ts/${CORE_VERSION}`;

/** What only this call carries. */
function ownFields({ metaIfAny, metadataIfAny }: RpcContext): readonly HeaderField[] {
  if (metaIfAny === undefined && metadataIfAny === undefined) return none;
  return [
    ...(metadataIfAny === undefined ? none : metadataFields(metadataIfAny.request)),
    ...(metaIfAny === undefined ? none : grpcMetaFields(metaIfAny)),
  ];
}

const none: readonly HeaderField[] = [];
