import { describe, expect, test } from "vitest";
import type { Instance } from "../context/instance.ts";
import { ErrorCode } from "../errors/codes.ts";
import {
  aaaaRecord,
  aRecord,
  type DnsQuestion,
  type DnsRecord,
  dnsName,
  dnsReply,
  recordType,
  srvRecord,
  startDnsServer,
} from "../testdata/dns-server.ts";
import { until } from "../testdata/until.ts";
import { type DnsAddressOptions, type DnsServiceOptions, dnsResolver } from "./dns-resolver.ts";

const never = new AbortController().signal;

/** What a server answers to each type of question: records, an error code, or bytes of its own. */
type Zone = Readonly<
  Record<number, readonly DnsRecord[] | { readonly code: number } | ((question: DnsQuestion) => Buffer)>
>;

async function resolved(
  zone: Zone,
  options: DnsAddressOptions | DnsServiceOptions,
  signal: AbortSignal = never,
): Promise<readonly Instance[]> {
  await using server = await startDnsServer((question) => {
    const answer = zone[question.type] ?? [];
    if (typeof answer === "function") return answer(question);
    return "code" in answer ? dnsReply(question, [], answer) : dnsReply(question, answer);
  });
  const resolver = dnsResolver({ ...options, servers: [server.address] });
  const { instances } = await resolver.resolve({ service: "echo.test", tags: new Map() }, signal);
  return instances;
}

const servFail = { code: 2 };
const nxDomain = { code: 3 };
const refused = { code: 5 };

describe("addresses of a host", () => {
  const options = { port: 8888 };
  const of = (address: string): Instance => ({ address, weight: 10, tags: new Map() });

  test("of both families are instances, sorted, each once", async () => {
    const zone: Zone = {
      [recordType.A]: [aRecord("10.0.0.9"), aRecord("10.0.0.10"), aRecord("10.0.0.9")],
      [recordType.AAAA]: [aaaaRecord(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)],
    };
    const expected = [of("10.0.0.10:8888"), of("10.0.0.9:8888"), of("[2001:db8::1]:8888")];
    expect(await resolved(zone, options)).toEqual(expected);
    const turned = { ...zone, [recordType.A]: [aRecord("10.0.0.10"), aRecord("10.0.0.9")] };
    expect(await resolved(turned, options)).toEqual(expected);
  });

  test.each<[string, Zone, readonly Instance[]]>([
    ["only of the older family", { [recordType.A]: [aRecord("10.0.0.1")] }, [of("10.0.0.1:8888")]],
    ["only of the newer family", { [recordType.AAAA]: [aaaaRecord(0, 0, 0, 0, 0, 0, 0, 1)] }, [of("[::1]:8888")]],
    [
      "of one family where the server fails for the other",
      { [recordType.A]: [aRecord("10.0.0.1")], [recordType.AAAA]: servFail },
      [of("10.0.0.1:8888")],
    ],
    ["of a host that is not there", { [recordType.A]: nxDomain, [recordType.AAAA]: nxDomain }, []],
    ["of a host without addresses", {}, []],
  ])("%s", async (_what, zone, expected) => {
    expect(await resolved(zone, options)).toEqual(expected);
  });

  test("behind another name are found", async () => {
    const alias: DnsRecord = { type: recordType.CNAME, data: dnsName("real.test") };
    const zone: Zone = { [recordType.A]: [alias, { ...aRecord("10.0.0.1"), owner: dnsName("real.test") }] };
    expect(await resolved(zone, options)).toEqual([of("10.0.0.1:8888")]);
  });

  test.each([
    ["ESERVFAIL", servFail],
    ["EREFUSED", refused],
  ])("that the server does not tell are an error, not nobody: %s", async (code, answer) => {
    const zone: Zone = { [recordType.A]: nxDomain, [recordType.AAAA]: answer };
    await expect(resolved(zone, options)).rejects.toMatchObject({ code });
  });
});

describe("services", () => {
  const options = { type: "SRV" } as const;

  test("of the lowest priority are instances, by host name and with their weights", async () => {
    const zone: Zone = {
      [recordType.SRV]: [
        srvRecord(1, 60, 8001, "B.echo.test"),
        srvRecord(0, 0, 8003, "c.echo.test"),
        srvRecord(0, 65_535, 8002, "a_1.echo.test"),
      ],
    };
    expect(await resolved(zone, options)).toEqual([
      { address: "a_1.echo.test:8002", weight: 65_535, tags: new Map() },
      { address: "c.echo.test:8003", weight: 1, tags: new Map() },
    ]);
  });

  test("that are told twice count once, with the greater weight, in any order and case", async () => {
    const records = [srvRecord(0, 5, 1, "a.test"), srvRecord(0, 7, 1, "A.test"), srvRecord(0, 6, 1, "a.test")];
    const expected = [{ address: "a.test:1", weight: 7, tags: new Map() }];
    expect(await resolved({ [recordType.SRV]: records }, options)).toEqual(expected);
    expect(await resolved({ [recordType.SRV]: records.toReversed() }, options)).toEqual(expected);
  });

  test.each<[string, Zone]>([
    ["that do not exist", { [recordType.SRV]: nxDomain }],
    ["without records", {}],
    ["that are decidedly not there", { [recordType.SRV]: [srvRecord(0, 0, 0, "")] }],
  ])("%s are nobody", async (_what, zone) => {
    expect(await resolved(zone, options)).toEqual([]);
  });

  test("whose records cannot be called are passed over, and are an error if there are no others", async () => {
    const unusable = [
      srvRecord(0, 1, 0, "a.test"),
      srvRecord(0, 1, 80, "a b.test"),
      srvRecord(0, 1, 80, "a\u001b[2J.test"),
      srvRecord(0, 1, 80, "a:1,b.test"),
    ];
    const usable = srvRecord(9, 1, 80, "b.test");
    expect(await resolved({ [recordType.SRV]: [...unusable, usable] }, options)).toEqual([
      { address: "b.test:80", weight: 1, tags: new Map() },
    ]);
    await expect(resolved({ [recordType.SRV]: unusable }, options)).rejects.toThrow(
      "the SRV records of echo.test name no host and port that can be called",
    );
  });
});

describe("a hostile answer is an error, or is not listened to:", () => {
  test.each<[string, (question: DnsQuestion) => Buffer]>([
    ["an answer that is cut short", (question) => dnsReply(question, [srvRecord(0, 1, 80, "a.test")]).subarray(0, -3)],
    [
      "a name that points at itself",
      (question) => {
        const reply = dnsReply(question, [{ type: recordType.SRV, data: Buffer.of(0, 0, 0, 1, 0, 80, 0xc0, 0) }]);
        reply.writeUInt16BE(0xc000 | (reply.length - 2), reply.length - 2);
        return reply;
      },
    ],
    [
      "data that is too short for its type",
      (question) => dnsReply(question, [{ type: recordType.SRV, data: Buffer.of(0, 0, 0) }]),
    ],
    [
      "more records promised than there are",
      (question) => {
        const reply = dnsReply(question, [srvRecord(0, 1, 80, "a.test")]);
        reply.writeUInt16BE(0xffff, 6);
        return reply;
      },
    ],
    [
      "an answer that continues over TCP, where nobody listens",
      (question) => dnsReply(question, [], { truncated: true }),
    ],
  ])("%s", async (_what, answer) => {
    await expect(resolved({ [recordType.SRV]: answer }, { type: "SRV" })).rejects.toBeInstanceOf(Error);
  });

  test("an answer to another question", async () => {
    let answers = 0;
    const answer = (question: DnsQuestion): Buffer => {
      answers += 1;
      const reply = dnsReply(question, [srvRecord(0, 1, 80, "evil.test")]);
      reply.writeUInt16BE(question.message.readUInt16BE(0) ^ 0xffff, 0);
      return reply;
    };
    const stopping = new AbortController();
    const answered = resolved({ [recordType.SRV]: answer }, { type: "SRV" }, stopping.signal);
    const failure = expect(answered).rejects.toThrow("not waiting any more");
    await until(() => answers > 0);
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    stopping.abort(new Error("not waiting any more"));
    await failure;
  });
});

test("a question that nobody answers ends when its signal aborts", async () => {
  await using server = await startDnsServer(() => undefined);
  const resolver = dnsResolver({ port: 1, servers: [server.address] });
  const stopping = new AbortController();
  const answer = resolver.resolve({ service: "echo.test", tags: new Map() }, stopping.signal);
  await until(() => server.questions.length >= 2);
  stopping.abort(new Error("enough"));
  await expect(answer).rejects.toThrow("enough");
  await expect(resolver.resolve({ service: "echo.test", tags: new Map() }, stopping.signal)).rejects.toThrow("enough");
});

test("a service has its own name in DNS, unless a function says another", async () => {
  await using server = await startDnsServer((question) => dnsReply(question, []));
  const ask = (options: Partial<DnsServiceOptions>): unknown =>
    dnsResolver({ type: "SRV", servers: [server.address], ...options }).resolve(
      { service: "echo", tags: new Map() },
      never,
    );
  await ask({});
  await ask({ name: (service) => `_${service}._tcp.example.org` });
  expect(server.questions.map(({ name, type }) => [name.toLowerCase(), type])).toEqual([
    ["echo", recordType.SRV],
    ["_echo._tcp.example.org", recordType.SRV],
  ]);
});

describe("options that cannot be are refused", () => {
  test.each<[string, Parameters<typeof dnsResolver>[0], string]>([
    ["no port", JSON.parse("{}"), "needs the port where the instances listen, 1 to 65535, got undefined"],
    ["a port of 0", { port: 0 }, "got 0"],
    ["a port beyond the last", { port: 65_536 }, "got 65536"],
    ["another type", JSON.parse('{ "type": "MX", "port": 1 }'), 'type "MX" is neither "A" nor "SRV"'],
    ["no servers", { port: 1, servers: [] }, "servers is empty"],
    ["a server by name", { port: 1, servers: ["dns.example"] }, "one of servers is no address: dns.example"],
  ])("%s", (_what, options, message) => {
    const refusal = { code: ErrorCode.InvalidOption, message: expect.stringContaining(message) };
    expect(() => dnsResolver(options)).toThrow(expect.objectContaining(refusal));
  });
});

test("its name says what is asked, and whom", () => {
  expect(dnsResolver({ port: 1 }).name).toBe("dns A");
  expect(dnsResolver({ type: "SRV", servers: ["127.0.0.1:53", "[::1]:53"] }).name).toBe(
    "dns SRV at 127.0.0.1:53,[::1]:53",
  );
});
