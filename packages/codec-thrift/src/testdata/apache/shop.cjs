// Written by hand in the shape of `thrift --gen js:node`, shortened, so that the adapter is tested without the compiler:
//
//   struct Item { 1: string name, 2: i64 price, 3: map<string, i32> tags, 4: Item next }
//   exception NotFound { 1: string name }
//   service Base { void ping() }
//   service Shop extends Base {
//     Item find(1: Item like) throws (1: NotFound notFound), i32 add(1: i32 a, 2: i32 b), oneway void notify(1: string text)
//   }
//
// As there, the classes of arguments and results are not exported.
"use strict";

const { Thrift } = require("thrift");
const { Type, MessageType } = Thrift;

/** A class with the `read` and `write` that the compiler writes out for each field. */
function struct(fields, base = Object) {
  class Generated extends base {
    constructor(args) {
      super();
      for (const { name, init = (value) => value } of fields) {
        const given = args?.[name];
        this[name] = given === undefined || given === null ? null : init(given);
      }
    }
    read(input) {
      input.readStructBegin();
      while (true) {
        const { ftype, fid } = input.readFieldBegin();
        if (ftype === Type.STOP) break;
        const field = fields.find(({ id, type }) => id === fid && type === ftype);
        if (field === undefined) input.skip(ftype);
        else this[field.name] = field.read(input);
        input.readFieldEnd();
      }
      input.readStructEnd();
    }
    write(output) {
      output.writeStructBegin("Generated");
      for (const { id, name, type, write } of fields) {
        if (this[name] === null || this[name] === undefined) continue;
        output.writeFieldBegin(name, type, id);
        write(output, this[name]);
        output.writeFieldEnd();
      }
      output.writeFieldStop();
      output.writeStructEnd();
    }
  }
  return Generated;
}

const text = (id, name) => ({
  id,
  name,
  type: Type.STRING,
  read: (input) => input.readString(),
  write: (output, value) => output.writeString(value),
});
const i32 = (id, name) => ({
  id,
  name,
  type: Type.I32,
  read: (input) => input.readI32(),
  write: (output, value) => output.writeI32(value),
});
const of = (id, name, type) => ({
  id,
  name,
  type: Type.STRUCT,
  init: (value) => (value instanceof Error ? value : new (type())(value)),
  read: (input) => {
    const value = new (type())();
    value.read(input);
    return value;
  },
  write: (output, value) => value.write(output),
});

const Item = struct([
  text(1, "name"),
  {
    id: 2,
    name: "price",
    type: Type.I64,
    read: (input) => input.readI64(),
    write: (output, value) => output.writeI64(value),
  },
  {
    id: 3,
    name: "tags",
    type: Type.MAP,
    read: (input) => {
      const tags = {};
      const { size } = input.readMapBegin();
      for (let i = 0; i < size; i++) {
        const key = input.readString();
        tags[key] = input.readI32();
      }
      input.readMapEnd();
      return tags;
    },
    write: (output, tags) => {
      output.writeMapBegin(Type.STRING, Type.I32, Object.keys(tags).length);
      for (const key in tags) {
        output.writeString(key);
        output.writeI32(tags[key]);
      }
      output.writeMapEnd();
    },
  },
  of(4, "next", () => Item),
]);
const NotFound = struct([text(1, "name")], Thrift.TException);

const findArgs = struct([of(1, "like", () => Item)]);
const FindResult = struct([of(0, "success", () => Item), of(1, "notFound", () => NotFound)]);
const addArgs = struct([i32(1, "a"), i32(2, "b")]);
const AddResult = struct([i32(0, "success")]);
const pingArgs = struct([]);
const PingResult = struct([]);
const notifyArgs = struct([text(1, "text")]);

class BaseClient {
  constructor(output, pClass) {
    this.output = output;
    this.pClass = pClass;
    this._seqid = 0;
    this._reqs = {};
  }
  seqid() {
    return this._seqid;
  }
  send_ping() {
    send(this, "ping", new pingArgs({}));
  }
  recv_ping(input, _mtype, rseqid) {
    const callback = take(this, rseqid);
    const result = new PingResult();
    result.read(input);
    input.readMessageEnd();
    callback(null);
  }
}

class Client extends BaseClient {
  send_find(like) {
    send(this, "find", new findArgs({ like }));
  }
  recv_find(input, _mtype, rseqid) {
    const callback = take(this, rseqid);
    const result = new FindResult();
    result.read(input);
    input.readMessageEnd();
    if (result.notFound !== null) return callback(result.notFound);
    if (result.success !== null) return callback(null, result.success);
    return callback("find failed: unknown result");
  }
  send_add(a, b) {
    send(this, "add", new addArgs({ a, b }));
  }
  recv_add(input, _mtype, rseqid) {
    const callback = take(this, rseqid);
    const result = new AddResult();
    result.read(input);
    input.readMessageEnd();
    if (result.success !== null) return callback(null, result.success);
    return callback("add failed: unknown result");
  }
  send_notify(text) {
    send(this, "notify", new notifyArgs({ text }));
  }
}

function send(client, name, args) {
  const output = new client.pClass(client.output);
  output.writeMessageBegin(name, MessageType.CALL, client.seqid());
  args.write(output);
  output.writeMessageEnd();
  return client.output.flush();
}

function take(client, rseqid) {
  const callback = client._reqs[rseqid] || (() => {});
  delete client._reqs[rseqid];
  return callback;
}

class BaseProcessor {
  constructor(handler) {
    this._handler = handler;
  }
  process_ping(seqid, input, output) {
    const args = new pingArgs();
    args.read(input);
    input.readMessageEnd();
    if (this._handler.ping.length === 0) throw new Error("the branch of handlers that return a promise");
    this._handler.ping((err) => reply(output, "ping", seqid, err, [], (value) => new PingResult(value)));
  }
}

class Processor extends BaseProcessor {
  process_find(seqid, input, output) {
    const args = new findArgs();
    args.read(input);
    input.readMessageEnd();
    if (this._handler.find.length === 1) throw new Error("the branch of handlers that return a promise");
    this._handler.find(args.like, (err, success) =>
      reply(
        output,
        "find",
        seqid,
        err,
        [NotFound],
        () => new FindResult(err instanceof NotFound ? { notFound: err } : { success }),
      ),
    );
  }
  process_add(seqid, input, output) {
    const args = new addArgs();
    args.read(input);
    input.readMessageEnd();
    if (this._handler.add.length === 2) throw new Error("the branch of handlers that return a promise");
    this._handler.add(args.a, args.b, (err, success) =>
      reply(output, "add", seqid, err, [], () => new AddResult({ success })),
    );
  }
  process_notify(_seqid, input) {
    const args = new notifyArgs();
    args.read(input);
    input.readMessageEnd();
    this._handler.notify(args.text);
  }
}

function reply(output, name, seqid, err, declared, result) {
  if (err === null || err === undefined || declared.some((type) => err instanceof type)) {
    output.writeMessageBegin(name, MessageType.REPLY, seqid);
    result().write(output);
  } else {
    output.writeMessageBegin(name, MessageType.EXCEPTION, seqid);
    new Thrift.TApplicationException(Thrift.TApplicationExceptionType.UNKNOWN, err.message).write(output);
  }
  output.writeMessageEnd();
  output.flush();
}

module.exports = { Client, Processor, Item, NotFound };
