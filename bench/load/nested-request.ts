// The nested request: maps, lists and sets of structs, in the shape of the ComplexRequest of kitex-benchmark. The Go
// candidate has the same (bench/go/nested.go); every other representation is made from this one.

export interface PlainSubMessage {
  readonly id: number;
  readonly value: string;
}

export interface PlainMessage {
  readonly id: number;
  readonly value: string;
  readonly subMessages: readonly PlainSubMessage[];
}

/** The nested request in plain objects: its map is a record, its set an array, its 64-bit integers numbers. */
export interface PlainNested {
  readonly action: string;
  readonly msg: string;
  readonly msgMap: Readonly<Record<string, PlainSubMessage>>;
  readonly subMsgs: readonly PlainSubMessage[];
  readonly msgSet: readonly PlainMessage[];
  readonly flagMsg: PlainMessage;
}

/** Makes the nested request. */
export function nestedRequest(): PlainNested {
  const ten = Array.from({ length: 10 }, (_, at) => at);
  return {
    action: "nested",
    msg: "a request with maps, lists and sets of structs",
    msgMap: Object.fromEntries(ten.map((at) => [`key-${at}`, subMessage(at)])),
    subMsgs: ten.map((at) => subMessage(100 + at)),
    msgSet: [1, 2, 3].map(message),
    flagMsg: message(0),
  };
}

function message(at: number): PlainMessage {
  const subMessages = [0, 1, 2, 3, 4].map((sub) => subMessage(10 * at + sub));
  return { id: 1000 + at, value: `message ${at}`, subMessages };
}

function subMessage(at: number): PlainSubMessage {
  return { id: at, value: `sub message ${at}` };
}
