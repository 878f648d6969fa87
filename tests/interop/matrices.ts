import { type GrpcCase, GrpcMatrix, grpcCases } from "../grpc/foreign/matrix.ts";
import type { CaseMatrix, MatrixCase } from "./case-matrix.ts";
import { type Case, cases, Matrix } from "./matrix.ts";
import { type ProtobufCase, ProtobufMatrix, protobufCases } from "./protobuf/matrix.ts";

/** Thrift on Kitex's own wire. */
export const thriftMatrix: CaseMatrix<Case> = {
  title: "Thrift: Kitex for Go and ours",
  peer: "kitex-go",
  cases,
  open: (program) => new Matrix(program),
};

/** Protobuf on Kitex's own wire. */
export const protobufMatrix: CaseMatrix<ProtobufCase> = {
  title: "Kitex Protobuf: Kitex for Go and ours",
  peer: "grpc-go",
  cases: protobufCases,
  open: (program) => new ProtobufMatrix(program),
};

/** gRPC, with Protobuf and with Thrift. */
export const grpcMatrix: CaseMatrix<GrpcCase> = {
  title: "gRPC: foreign peers and ours",
  peer: "grpc-go",
  cases: grpcCases,
  open: (program) => new GrpcMatrix(program),
};

/** The cases of all matrices. */
export const allCases: readonly MatrixCase[] = [...cases, ...protobufCases, ...grpcCases];
