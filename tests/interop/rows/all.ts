import type { Row } from "../way.ts";
import { callRows } from "./calls.ts";
import { evolutionRows } from "./evolution.ts";
import { failureRows } from "./failures.ts";
import { typeRows } from "./types.ts";

/** What is tried on every way. */
export const rows: readonly Row[] = [...typeRows, ...evolutionRows, ...failureRows, ...callRows];
