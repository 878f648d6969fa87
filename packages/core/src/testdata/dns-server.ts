import { createSocket } from "node:dgram";
import { once } from "node:events";

/** The types of records that are asked for. */
export const recordType = { A: 1, CNAME: 5, AAAA: 28, SRV: 33 } as const;

/** What a client asked. */
export interface DnsQuestion {
  readonly name: string;
  readonly type: number;
  /** The message as it came. */
  readonly message: Buffer;
}

/** A name server on a free port of this machine. */
export interface DnsServer extends AsyncDisposable {
  /** For `servers`. */
  readonly address: string;
  /** What it was asked, in order. */
  readonly questions: readonly DnsQuestion[];
}

/** A record of an answer: its type, its data, and whose it is (bytes of a name; default: of what was asked). */
export interface DnsRecord {
  readonly type: number;
  readonly data: Buffer;
  readonly owner?: Buffer;
}

/** Answers each question with the bytes that `answer` gives; where it gives none, with silence. */
export async function startDnsServer(answer: (question: DnsQuestion) => Buffer | undefined): Promise<DnsServer> {
  const socket = createSocket("udp4");
  const questions: DnsQuestion[] = [];
  socket.on("message", (message, { port, address }) => {
    const question = questionIn(message);
    questions.push(question);
    const reply = answer(question);
    if (reply !== undefined) socket.send(reply, port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
}

/** A whole reply to a question. */
export function dnsReply(
  { message, name }: DnsQuestion,
  records: readonly DnsRecord[],
  { code = 0, truncated = false }: { readonly code?: number; readonly truncated?: boolean } = {},
): Buffer {
  // | id | flags | questions 1 | answers | authorities 0 | additional 0 | question | answers |
  const head = Buffer.alloc(HEAD_BYTES);
  message.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8180 | (truncated ? 0x0200 : 0) | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  const question = message.subarray(HEAD_BYTES, HEAD_BYTES + dnsName(name).length + 4);
  return Buffer.concat([head, question, ...records.map(recordBytes)]);
}

/** A name as a message writes it: each label behind its length. */
export function dnsName(name: string): Buffer {
  const labels = name === "" ? [] : name.split(".");
  const parts = labels.flatMap((label) => [Buffer.of(Buffer.byteLength(label)), Buffer.from(label)]);
  return Buffer.concat([...parts, Buffer.of(0)]);
}

export function aRecord(ip: string): DnsRecord {
  return { type: recordType.A, data: Buffer.from(ip.split(".").map(Number)) };
}

/** `groups` are the eight groups of an address, as numbers. */
export function aaaaRecord(...groups: readonly number[]): DnsRecord {
  const data = Buffer.alloc(16);
  for (const [index, group] of groups.entries()) data.writeUInt16BE(group, index * 2);
  return { type: recordType.AAAA, data };
}

export function srvRecord(priority: number, weight: number, port: number, host: string): DnsRecord {
  const numbers = Buffer.alloc(6);
  for (const [index, number] of [priority, weight, port].entries()) numbers.writeUInt16BE(number, index * 2);
  return { type: recordType.SRV, data: Buffer.concat([numbers, dnsName(host)]) };
}

const HEAD_BYTES = 12;
/** A pointer to the name in the question. */
const SAME_NAME = Buffer.of(0xc0, HEAD_BYTES);

function recordBytes({ type, data, owner = SAME_NAME }: DnsRecord): Buffer {
  // | owner | type | class IN | time to live 1 s | length | data |
  const middle = Buffer.alloc(10);
  middle.writeUInt16BE(type, 0);
  middle.writeUInt16BE(1, 2);
  middle.writeUInt32BE(1, 4);
  middle.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, middle, data]);
}

function questionIn(message: Buffer): DnsQuestion {
  const labels: string[] = [];
  let at = HEAD_BYTES;
  for (let length = message.readUInt8(at++); length > 0; length = message.readUInt8(at++)) {
    labels.push(message.toString("latin1", at, at + length));
    at += length;
  }
  return { name: labels.join("."), type: message.readUInt16BE(at), message };
}
