namespace * bench
// bench.proto has the folder of that name.
namespace ts thrift.bench

/** What most calls of the benches carry: text of a given size. */
struct EchoRequest {
  1: required string message
}

struct EchoResponse {
  1: required string message
}

struct SubMessage {
  1: optional i64 id
  2: optional string value
}

struct Message {
  1: optional i64 id
  2: optional string value
  3: optional list<SubMessage> subMessages
}

/** Maps, lists and sets of structs, in the shape of the ComplexRequest of kitex-benchmark. */
struct Nested {
  1: required string action
  2: required string msg
  3: required map<string, SubMessage> msgMap
  4: required list<SubMessage> subMsgs
  5: optional set<Message> msgSet
  6: required Message flagMsg
}

service Bench {
  EchoResponse echo(1: EchoRequest request)
  Nested echoNested(1: Nested request)
}
