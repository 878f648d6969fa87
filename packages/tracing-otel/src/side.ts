/** Which end of a call is observed. */
export type Side = "client" | "server";
