import { type Client, createClient } from "@kitex-ts/core";
import { grpc, Status } from "@kitex-ts/core/grpc";
import { testContext } from "@kitex-ts/core/testing";
import { describe, expect, test } from "vitest";
import { registerHealth } from "./health.ts";
import type {
  ServerReflectionRequest,
  ServerReflectionResponseInput,
} from "./kitex-gen/grpc/reflection/v1/reflection/types.ts";
import { ServerReflection as alphaService } from "./kitex-gen/grpc/reflection/v1alpha/reflection/service.ts";
import { ProtobufError } from "./protobuf-error.ts";
import { FileIndex } from "./reflection/file-index.ts";
import { fileSymbols } from "./reflection/file-symbols.ts";
import { reflectionHandler } from "./reflection/reflection-handler.ts";
import { reflectionService, registerReflection, type ServerReflectionClient } from "./reflection.ts";
import { Extended } from "./testdata/kitex-gen/extended/service.ts";
import { all } from "./testdata/serving.ts";
import { serveNotes } from "./testdata/serving-notes.ts";

type Question = ServerReflectionRequest["messageRequest"];
type Answer = ServerReflectionResponseInput["messageResponse"];

function clientOn(port: number): Client<ServerReflectionClient> {
  const transport = grpc();
  return createClient(reflectionService, { destination: "test", hostPorts: [`127.0.0.1:${port}`], transport });
}

/** The names of the files in an answer. */
function filesIn(answer: Answer): string[] | undefined {
  if (answer === undefined || !("fileDescriptorResponse" in answer)) return undefined;
  return answer.fileDescriptorResponse.fileDescriptorProto?.map((bytes) => fileSymbols(bytes).name);
}

describe("over gRPC", () => {
  test.each([
    ["v1", reflectionService],
    ["v1alpha", alphaService],
  ])("a client of %s learns what is served", async (_version, service) => {
    await using serving = await serveNotes((server) => {
      registerHealth(server);
      registerReflection(server);
    });
    const hostPorts = [`127.0.0.1:${serving.port}`];
    await using client = createClient(service, { destination: "test", hostPorts, transport: grpc() });
    await using stream = client.serverReflectionInfo.open();
    await stream.send({ host: "h", messageRequest: { listServices: "*" } });
    const listed = (await stream.next()).value;
    expect(listed).toMatchObject({
      validHost: "h",
      originalRequest: { host: "h", messageRequest: { listServices: "*" } },
    });
    const { listServicesResponse } = Object(listed?.messageResponse);
    expect(listServicesResponse.service.map(({ name }: { name: string }) => name)).toEqual([
      "adapted.v1.Notes",
      "grpc.health.v1.Health",
      "grpc.reflection.v1.ServerReflection",
      "grpc.reflection.v1alpha.ServerReflection",
    ]);
    await stream.send({ messageRequest: { fileContainingSymbol: "adapted.v1.Notes" } });
    expect(filesIn((await stream.next()).value?.messageResponse)).toEqual([
      "adapted.proto",
      "google/protobuf/duration.proto",
    ]);
    stream.closeSend();
    expect((await stream.next()).done).toBe(true);
  });

  test("nothing is listed twice, and the stream ends with the requests", async () => {
    await using serving = await serveNotes(registerReflection);
    await using client = clientOn(serving.port);
    expect(await all(client.serverReflectionInfo([]))).toEqual([]);
    const [listed] = await all(client.serverReflectionInfo([{ messageRequest: { listServices: "" } }]));
    const { listServicesResponse } = Object(listed?.messageResponse);
    expect(listServicesResponse.service).toHaveLength(3);
  });
});

describe("an answer", () => {
  const files = new FileIndex(Extended.descriptors?.() ?? []);
  const handler = reflectionHandler(
    () => files,
    () => ["extended.Extended"],
  );

  /** What one stream answers to these questions. */
  async function answersTo(...questions: readonly Question[]): Promise<Answer[]> {
    async function* requests(): AsyncGenerator<ServerReflectionRequest> {
      for (const messageRequest of questions) yield { host: "", messageRequest };
    }
    const context = testContext({ streaming: "bidirectional" });
    const answers: Answer[] = [];
    for await (const { messageResponse } of handler.serverReflectionInfo(requests(), context)) {
      answers.push(messageResponse);
    }
    return answers;
  }

  test.each([
    ..."Base Base.name Base.Inner Base.Inner.left Base.Inner.either Base.Kind Base.NONE nick".split(" "),
    ..."Base.Inner.in_inner Extended Extended.Get".split(" "),
  ])("finds the file of extended.%s", async (symbol) => {
    const [answer] = await answersTo({ fileContainingSymbol: `extended.${symbol}` });
    expect(filesIn(answer)).toEqual(["extended.proto", "closed.proto"]);
  });

  test("has a file that was asked for, and of its imports those that the stream has not had", async () => {
    const question = { fileByFilename: "extended.proto" };
    const answers = await answersTo({ fileByFilename: "closed.proto" }, question, question);
    expect(answers.map(filesIn)).toEqual([["closed.proto"], ["extended.proto"], ["extended.proto"]]);
  });

  test("finds the file of an extension, wherever it is declared", async () => {
    const answers = await answersTo(
      { fileContainingExtension: { containingType: "extended.Base", extensionNumber: 100 } },
      { fileContainingExtension: { containingType: "extended.Base", extensionNumber: 110 } },
    );
    expect(answers.map(filesIn)).toEqual([["extended.proto", "closed.proto"], ["extended.proto"]]);
  });

  test("has the numbers of the extensions of a message, none for one that has none", async () => {
    const answers = await answersTo(
      { allExtensionNumbersOfType: "extended.Base" },
      { allExtensionNumbersOfType: "closed.Order" },
    );
    expect(answers).toEqual([
      { allExtensionNumbersResponse: { baseTypeName: "extended.Base", extensionNumber: [110, 100] } },
      { allExtensionNumbersResponse: { baseTypeName: "closed.Order", extensionNumber: [] } },
    ]);
  });

  test.each<readonly [Question, number, string]>([
    [{ fileByFilename: "no.proto" }, Status.NotFound, 'unknown file "no.proto"'],
    [{ fileContainingSymbol: "extended" }, Status.NotFound, 'unknown symbol "extended"'],
    [{ fileContainingSymbol: "extended.Base.Kind.NONE" }, Status.NotFound, "unknown symbol"],
    [{ fileContainingSymbol: "__proto__" }, Status.NotFound, "unknown symbol"],
    [
      { fileContainingExtension: { containingType: "extended.Base", extensionNumber: 101 } },
      Status.NotFound,
      'unknown extension 101 of "extended.Base"',
    ],
    [{ allExtensionNumbersOfType: "extended.Nope" }, Status.NotFound, 'unknown type "extended.Nope"'],
    [undefined, Status.InvalidArgument, "the request asks for nothing"],
  ])("to %j is an error, and the stream goes on", async (question, errorCode, text) => {
    const [failed, next] = await answersTo(question, { listServices: "" });
    expect(failed).toEqual({ errorResponse: { errorCode, errorMessage: expect.stringContaining(text) } });
    expect(next).toEqual({ listServicesResponse: { service: [{ name: "extended.Extended" }] } });
  });
});

test("bytes that describe no file are refused", () => {
  expect(() => fileSymbols(Uint8Array.of(0x0a, 5))).toThrow(ProtobufError);
});
