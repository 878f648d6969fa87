import { type ApacheTypes, int64 } from "./apache-dialect.ts";
import type { ServiceName } from "./peer.ts";

/** What the methods of a service do, by their names: they take the parameters in order, and may throw. */
export type ApacheHandlers = Readonly<Record<string, (...parameters: unknown[]) => unknown>>;

/** Handlers that do what idl/cross.thrift says, with values of Apache's classes. */
export function apacheHandlers(types: ApacheTypes): Readonly<Record<ServiceName, ApacheHandlers>> {
  const same = (thing: unknown): unknown => thing;
  const make = (name: string, fields: object): object => {
    const type = types[name];
    if (type === undefined) throw new Error(`the compiler wrote no ${name}`);
    return new type(fields);
  };
  const plain = (text: unknown): object => make("Plain", { text, tiny: 0, medium: 0, large: int64(0n) });
  const cross: ApacheHandlers = {
    testVoid: () => undefined,
    testString: same,
    testBool: same,
    testByte: same,
    testI16: same,
    testI32: same,
    testI64: same,
    testDouble: same,
    testBinary: same,
    testStruct: same,
    testNest: same,
    testMap: same,
    testStringMap: same,
    testLongMap: same,
    testSet: same,
    testList: same,
    testEnum: same,
    testTypedef: same,
    testCrazy: same,
    testChoice: same,
    testMapMap: () => ({ "-4": { "-4": -4, "-3": -3, "-2": -2, "-1": -1 }, "4": { "1": 1, "2": 2, "3": 3, "4": 4 } }),
    testInsanity: (argument) => ({
      "1": { "2": argument, "3": argument },
      "2": { "6": make("Insanity", { userMap: {}, plains: [] }) },
    }),
    testMulti: (tiny, medium, large) => make("Plain", { text: "Hello2", tiny, medium, large }),
    testException: (arg) => {
      if (arg === "Failure") throw make("Failure", { errorCode: 1001, message: arg });
      if (arg === "undeclared") throw new Error(arg);
    },
    testMultiException: (arg0, arg1) => {
      if (arg0 === "Failure") throw make("Failure", { errorCode: 1001, message: "This is a Failure" });
      if (arg0 === "NestedFailure") {
        throw make("NestedFailure", { errorCode: 2002, plain: plain("This is a NestedFailure") });
      }
      return plain(arg1);
    },
    testOneway: () => undefined,
  };
  return { Cross: cross, Second: { testString: (thing) => `second ${thing}`, secondString: same } };
}
