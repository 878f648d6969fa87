import { hex } from "./hex.ts";

/** The payload of most frames below: Kitex's `Echo("hi")`, an unframed Thrift call with sequence id 1. */
export const echoCall: Buffer = hex("80010001 00000004 4563686f 00000001 0c0001 0b0001 00000002 6869 00 00");

/** A TTHeader without pairs, as Kitex's client sends it when no meta handler is installed. */
export const bareRequest: Buffer = hex(`
  00000030    | LENGTH 48
  1000        | magic
  0000        | flags
  00000001    | sequence id 1
  0001        | header of 1 x 4 bytes
  00 00       | protocol 0, no transforms
  00 00       | padding
  0000001e    | frame of 30 bytes
  80010001 00000004 4563686f 00000001 0c0001 0b0001 00000002 6869 00 00
`);

/** The request of a client with Kitex's `ClientTTHeaderHandler`, a timeout of 500 ms and two values of metadata. */
export const fullRequest: Buffer = hex(`
  000000a8                                                | LENGTH 168
  1000 0000 00000001 001f                                 | magic, flags, sequence id 1, header of 31 x 4 bytes
  00 00                                                   | protocol 0, no transforms
  01 0003                                                 | 3 string pairs
  0003 69736e                                             | "isn"
  000b 4563686f53657276696365                             | "EchoService"
  000e 5250435f5452414e5349545f6b31                       | "RPC_TRANSIT_k1"
  0002 7631                                               | "v1"
  0011 5250435f504552534953545f6c6f676964                 | "RPC_PERSIST_logid"
  0005 3132333435                                         | "12345"
  10 0007                                                 | 7 integer pairs
  0001 0006 6672616d6564                                  | 1 transport type: "framed"
  0003 0000                                               | 3 caller's service: ""
  0006 0008 6563686f2e737663                              | 6 callee's service: "echo.svc"
  0009 0004 4563686f                                      | 9 method: "Echo"
  000c 0003 353030                                        | 12 timeout: "500"
  0014 0000                                               | 20 caller's method: ""
  0016 0001 31                                            | 22 message type: "1"
  00 00                                                   | padding
  0000001e                                                | frame of 30 bytes
  80010001 00000004 4563686f 00000001 0c0001 0b0001 00000002 6869 00 00
`);

/** A reply with business status 404, message and extra. */
export const statusReply: Buffer = hex(`
  0000006b                                                | LENGTH 107
  1000 0000 00000001 0013                                 | magic, flags, sequence id 1, header of 19 x 4 bytes
  00 00                                                   | protocol 0, no transforms
  01 0003                                                 | 3 string pairs
  000a 62697a2d737461747573  0003 343034                  | "biz-status": "404"
  000b 62697a2d6d657373616765  0009 6e6f7420666f756e64    | "biz-message": "not found"
  0009 62697a2d6578747261    0009 7b226b223a2276227d      | "biz-extra": {"k":"v"}
  10 0001                                                 | 1 integer pair
  0016 0001 32                                            | 22 message type: "2"
  00000011                                                | frame of 17 bytes
  80010002 00000004 4563686f 00000001 00                  | an empty reply
`);

/** A request whose ACL token stands in a block of its own; the payload is not framed. */
export const tokenRequest: Buffer = hex(`
  00000030                                                | LENGTH 48
  1000 0000 00000001 0002                                 | magic, flags, sequence id 1, header of 2 x 4 bytes
  00 00                                                   | protocol 0, no transforms
  11 0003 746f6b                                          | ACL token "tok"
  80010001 00000004 4563686f 00000001 0c0001 0b0001 00000002 6869 00 00
`);

/** An exception that announces the end of its connection. */
export const closingException: Buffer = hex(`
  0000006e                                                | LENGTH 110
  1000 0000 00000001 0006                                 | magic, flags, sequence id 1, header of 6 x 4 bytes
  00 00                                                   | protocol 0, no transforms
  01 0001                                                 | 1 string pair
  0005 6372727374  0001 31                                | "crrst": "1"
  10 0001                                                 | 1 integer pair
  0016 0001 33                                            | 22 message type: "3"
  00                                                      | padding
  00000048                                                | frame of 72 bytes
  80010003 00000004 4e6f7065 00000001                     | exception, "Nope", sequence id 1
  0b0001 00000029                                         | message of 41 bytes
  756e6b6e6f776e206d6574686f64204e6f7065202873657276696365204563686f5365727669636529
  080002 00000001                                         | type id 1
  00
`);

/** Kitex's control frame: its server will close. */
export const drainFrame: Buffer = hex(`
  0000002b                                                | LENGTH 43
  1000 0000 00000000 0004                                 | magic, flags, sequence id 0, header of 4 x 4 bytes
  00 00                                                   | protocol 0, no transforms
  01 0001                                                 | 1 string pair
  0005 6372727374  0001 31                                | "crrst": "1"
  00                                                      | padding
  80010002 00000004 6e6f6e65 00000000 00                  | an unframed reply of "none", sequence id 0, an empty struct
`);

/** The request of Kitex's mux client. */
export const sharedRequest: Buffer = hex(`
  00000030                                                | LENGTH 48
  1000 0001 00000001 0001                                 | magic, flag 1, sequence id 1, header of 4 bytes
  00 00 00 00                                             | protocol 0, no transforms, padding
  0000001e                                                | frame of 30 bytes
  80010001 00000004 4563686f 00000001 0c0001 0b0001 00000002 6869 00 00
`);

/** Headers in frames that a Kitex client and server in Go exchanged, with the pairs that are in them. */
export const recorded: readonly {
  readonly name: string;
  readonly frame: Buffer;
  readonly strings: Readonly<Record<string, string>>;
  readonly ints: Readonly<Record<number, string>>;
}[] = [
  {
    name: "a call with meta handlers",
    frame: hex(
      "00000074100000000000000100120000010001000369736e000b4563686f536572766963651000060003000000140000000600086563686f2e737663000900044563686f0016000131000100066672616d65640000000000001e80010001000000044563686f000000010c00010b00010000000268690000",
    ),
    strings: { isn: "EchoService" },
    ints: { 3: "", 20: "", 6: "echo.svc", 9: "Echo", 22: "1", 1: "framed" },
  },
  {
    name: "its reply",
    frame: hex(
      "00000038100000000000000100030000100001001600013200000000001e80010002000000044563686f000000010c00000b00010000000268690000",
    ),
    strings: {},
    ints: { 22: "2" },
  },
  {
    name: "a business status with text beyond ASCII and escapes in its extra",
    frame: hex(
      "0000007b100000000000000100170000010003000a62697a2d73746174757300022d31000b62697a2d6d657373616765000b6ec3a93c263e20e280a878000962697a2d657874726100167b226b5c7530303363223a22c3a95c7530303236227d100001001600013200000000001180010002000000044661696c0000000100",
    ),
    strings: { "biz-status": "-1", "biz-message": "né<&> \u2028x", "biz-extra": '{"k\\u003c":"é\\u0026"}' },
    ints: { 22: "2" },
  },
  {
    name: "metadata on its way",
    frame: hex(
      "0000009d1000000000000001001c0000010003000e5250435f5452414e5349545f746b00027476000e5250435f504552534953545f706b00027076000369736e000b4563686f53657276696365100006000600086563686f2e737663000900044563686f0016000131000100066672616d656400030000001400000000000000001f80010001000000044563686f000000010c00010b0001000000037365650000",
    ),
    strings: { RPC_TRANSIT_tk: "tv", RPC_PERSIST_pk: "pv", isn: "EchoService" },
    ints: { 6: "echo.svc", 9: "Echo", 22: "1", 1: "framed", 3: "", 20: "" },
  },
  {
    name: "a backward value",
    frame: hex(
      "000000851000000000000001000600000100010002626b0002627610000100160001320000000000005f80010002000000044563686f000000010c00000b000100000043503d6d61705b706b3a70765d20543d6d61705b746b3a74765d2066726f6d3d2f20616464723d747275652074696d656f75743d307320646561646c696e653d6e6f6e650000",
    ),
    strings: { bk: "bv" },
    ints: { 22: "2" },
  },
];
