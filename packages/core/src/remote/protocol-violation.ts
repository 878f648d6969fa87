/** The peer's bytes are not the protocol. The connection that carried them cannot be used further. */
export class ProtocolViolation extends Error {
  override readonly name = "ProtocolViolation" as const;
}

/** The violation of a message that begins like none that is known; the text is Kitex's. */
export function invalidPayload(first: number, second: number): ProtocolViolation {
  const hex = (word: number): string => `0x${word.toString(16)}`;
  return new ProtocolViolation(`invalid payload (first4Bytes=${hex(first)}, second4Bytes=${hex(second)})`);
}
