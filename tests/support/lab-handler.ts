import type { LabHandler } from "../fixtures/kitex-gen/echo/service.ts";

/** Answers every method with its request. */
export const labHandler: LabHandler = {
  Echo: ({ message }) => ({ message }),
  Ping: () => {},
  Notify: () => {},
  Types: (value) => value,
  All: (value) => value,
  Defaults: (value) => value,
  Fail: (how) => ({ message: how }),
  Mirror: (bytes) => bytes,
  Grow: (tree) => tree,
  Table: (table) => table,
  Flags: (flags) => flags,
};
