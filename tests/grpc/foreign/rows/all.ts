import type { Row } from "../way.ts";
import { connectionRows } from "./connections.ts";
import { endRows } from "./ends.ts";
import { failureRows } from "./failures.ts";
import { kindRows } from "./kinds.ts";
import { metadataRows } from "./metadata.ts";
import { metainfoRows } from "./metainfo.ts";
import { sizeRows } from "./sizes.ts";

/** What is tried on every way. */
export const rows: readonly Row[] = [
  ...kindRows,
  ...metadataRows,
  ...metainfoRows,
  ...failureRows,
  ...endRows,
  ...sizeRows,
  ...connectionRows,
];
