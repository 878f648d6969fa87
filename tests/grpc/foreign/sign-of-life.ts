/** What a client or a server that asks whether the other one lives waits for the answer, in milliseconds. */
export const SIGN_OF_LIFE_MS = 500;
