/** A part of the tree while it is made; outside it is read-only. */
export type Building<T> = { -readonly [K in keyof T]: T[K] };
