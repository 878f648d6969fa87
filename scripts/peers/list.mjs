// The programs that tests talk to where they are there, and that npm does not bring.

import { apacheGoVersion, buildApacheGo } from "./apache-go.mjs";
import { buildConsul, consulVersion } from "./consul.mjs";
import { getFromDebian } from "./debian.mjs";
import {
  benchGoVersion,
  buildBenchGo,
  buildGrpcGo,
  buildKitexGo,
  buildRegistryGo,
  grpcGoVersion,
  kitexGoVersion,
  registryGoVersion,
} from "./kitex-go.mjs";

/**
 * One such program.
 *
 * @typedef {object} Peer
 * @property {string} name the program's name on the PATH, and of its folder among the peers
 * @property {string} what what it is, for people
 * @property {(folder: string) => string} get puts it into a folder of `folder` that is named after it and its
 *   version, and returns that name; throws an error that says why it could not
 * @property {() => string} [version] the only version that will do; without it, any
 * @property {string} [takes] how long `get` takes, where that is minutes
 */

/** What Debian's programs of nghttp2 link, and a small machine may lack. */
const nghttp2Libraries = ["libnghttp2-14", "libev4", "libjansson4", "libjemalloc2", "libxml2"];

/** @type {readonly Peer[]} */
export const peers = [
  {
    name: "thrift",
    what: "Apache's Thrift compiler",
    get: (folder) => getFromDebian("thrift", "thrift-compiler", folder),
  },
  {
    name: "protoc",
    what: "Protobuf's compiler",
    get: (folder) => getFromDebian("protoc", "protobuf-compiler", folder, ["libprotoc32", "libprotobuf32"]),
  },
  {
    name: "nghttp",
    what: "nghttp2's client",
    get: (folder) => getFromDebian("nghttp", "nghttp2-client", folder, nghttp2Libraries),
  },
  {
    name: "h2load",
    what: "nghttp2's load generator",
    get: (folder) => getFromDebian("h2load", "nghttp2-client", folder, nghttp2Libraries),
  },
  {
    name: "nghttpd",
    what: "nghttp2's server",
    get: (folder) => getFromDebian("nghttpd", "nghttp2-server", folder, nghttp2Libraries),
  },
  {
    name: "kitex-go",
    what: "Kitex for Go, built from tests/interop/go",
    get: (folder) => buildKitexGo("kitex-go", folder),
    version: kitexGoVersion,
  },
  {
    name: "apache-go",
    what: "Apache Thrift for Go, built from tests/apache/go",
    get: (folder) => buildApacheGo("apache-go", folder),
    version: apacheGoVersion,
  },
  {
    name: "grpc-go",
    what: "grpc-go and Kitex for Go with gRPC, built from tests/grpc/peers/go",
    get: (folder) => buildGrpcGo("grpc-go", folder),
    version: grpcGoVersion,
  },
  {
    name: "bench-go",
    what: "Kitex for Go and grpc-go, built from bench/go",
    get: (folder) => buildBenchGo("bench-go", folder),
    version: benchGoVersion,
  },
  {
    name: "etcd",
    what: "the registry etcd",
    get: (folder) => getFromDebian("etcd", "etcd-server", folder),
  },
  {
    name: "registry-go",
    what: "Kitex for Go with its registries, built from tests/registries/go",
    get: (folder) => buildRegistryGo("registry-go", folder),
    version: registryGoVersion,
  },
  {
    name: "consul",
    what: "the registry Consul, built from tests/registries/consul-for-tests",
    get: (folder) => buildConsul("consul", folder),
    version: consulVersion,
    takes: "about five minutes, once",
  },
];
