import { fieldFault } from "../field-rules.ts";
import type { HeaderField } from "../header-list.ts";
import { fieldOverheadBytes } from "./dynamic-table.ts";

/**
 * A field that a peer sent. What is known of it by itself is found out once, however many lists name it by an index.
 */
export class ReceivedField implements HeaderField {
  readonly name: string;
  readonly value: string;
  readonly neverIndexed: boolean;
  /** What it counts for in a table and in a list. */
  readonly tableBytes: number;
  /** What is wrong with it in whatever list it is: `fieldFault`. */
  readonly fault: string | undefined;

  /** `blanks` were taken off the value: tables and limits count what was sent. */
  constructor(name: string, value: string, neverIndexed: boolean, blanks = 0) {
    this.name = name;
    this.value = value;
    this.neverIndexed = neverIndexed;
    this.tableBytes = name.length + value.length + blanks + fieldOverheadBytes;
    this.fault = fieldFault(this);
  }
}
