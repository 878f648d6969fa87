namespace * streams

/** What echo.proto has, in Thrift: its bodies travel over gRPC as Kitex sends them. */
service EchoStream {
  /** A plain method: its arguments and result travel as structs. */
  EchoResponse plain(1: EchoRequest request) throws (1: Refused refused)
  EchoResponse unary(1: EchoRequest request) (streaming.mode = "unary")
  EchoResponse serverStream(1: EchoRequest request) (streaming.mode = "server")
  EchoResponse clientStream(1: EchoRequest request) (streaming.mode = "client")
  EchoResponse bidi(1: EchoRequest request) (streaming.mode = "bidirectional")
}

exception Refused {
  1: required string why
}

struct EchoRequest {
  1: required string message
  2: optional binary payload
  3: optional Script script
}

struct Script {
  1: optional map<string, string> header
  2: optional map<string, string> trailer
  3: optional bool sendHeader
  4: optional bool echoMetadata
  5: optional i32 messages
  6: optional i32 size
  7: optional bool wait
  8: optional bool leave
  9: optional Failure failure
}

struct Failure {
  1: optional Status status
  2: optional BizStatus bizStatus
  3: optional string error
  4: optional string panic
  /** `plain` alone: the exception that it declares. */
  5: optional string refused
}

struct Status {
  1: required i32 code
  2: required string message
}

struct BizStatus {
  1: required i32 code
  2: required string message
  3: optional map<string, string> extra
}

struct EchoResponse {
  1: required string message
  2: optional binary payload
  3: optional i32 count
  4: optional i64 bytes
  5: optional list<Metadata> metadata
  6: optional i64 leftMs
}

struct Metadata {
  1: required string key
  2: required string value
}
