/** Integer keys of a TTHeader that we write or read. Values are text. */
export const IntKey = {
  TransportType: 1,
  FromService: 3,
  ToService: 6,
  ToMethod: 9,
  RpcTimeout: 12,
  ConnectTimeout: 17,
  FromMethod: 20,
  MessageType: 22,
} as const;

/** String keys of a TTHeader that we write or read. Those with the prefix `kx.` are our own. */
export const StrKey = {
  /** The service's name in the IDL; routes a request. */
  IdlService: "isn",
  /** The caller's address as a proxy saw it. */
  RemoteAddress: "rip",
  /** The sender will close this connection. */
  ConnectionReset: "crrst",
  BizStatus: "biz-status",
  BizMessage: "biz-message",
  BizExtra: "biz-extra",
  /** Offer of, and agreement to, sharing the connection. */
  Mux: "kx.mux",
  /** The sequence id of a call that its caller gave up. */
  Cancel: "kx.cancel",
} as const;

/** Prefixes of metadata that follows a call. */
export const MetaPrefix = {
  Persistent: "RPC_PERSIST_",
  Transient: "RPC_TRANSIT_",
  /** Received only, and tested before `Transient`, of which it is a longer form. */
  Upstream: "RPC_TRANSIT_UPSTREAM_",
} as const;

/** Carried in a block of its own, without a key (Kitex's ACL token). */
export const ACL_TOKEN_KEY = "RPC_TRANSIT_gdpr-token";
