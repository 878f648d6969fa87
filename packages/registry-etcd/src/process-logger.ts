import type { Logger } from "@kitex-ts/core/extension";

const warn = (_facts: object, message: string): void => process.emitWarning(message, { code: "KITEX_WARN_ETCD" });

/** Where warnings go when the application names no logger: they become warnings of the process, the rest is silent. */
export const processLogger: Logger = { debug: () => {}, info: () => {}, warn, error: warn };
