import { consulKind } from "./consul.ts";
import { etcdKind } from "./etcd.ts";
import type { RegistryKind, RegistryName } from "./kind.ts";

/** Every registry that the tests run against, by name. */
export const registryKinds: Readonly<Record<RegistryName, RegistryKind>> = { etcd: etcdKind, consul: consulKind };
