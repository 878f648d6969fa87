import type { CrossHandler, SecondHandler } from "./kitex-gen/cross/service.ts";
import { Failure, type InsanityInput, NestedFailure, Numeral } from "./kitex-gen/cross/types.ts";

/** Does what idl/cross.thrift says, with values of ours. */
export const crossHandler: CrossHandler = {
  testVoid: () => {},
  testString: (thing) => thing,
  testBool: (thing) => thing,
  testByte: (thing) => thing,
  testI16: (thing) => thing,
  testI32: (thing) => thing,
  testI64: (thing) => thing,
  testDouble: (thing) => thing,
  testBinary: (thing) => thing,
  testStruct: (thing) => thing,
  testNest: (thing) => thing,
  testMap: (thing) => thing,
  testStringMap: (thing) => thing,
  testLongMap: (thing) => thing,
  testSet: (thing) => thing,
  testList: (thing) => thing,
  testEnum: (thing) => thing,
  testTypedef: (thing) => thing,
  testCrazy: (thing) => thing,
  testChoice: (thing) => thing,
  testMapMap: () =>
    new Map([
      [-4, new Map([-4, -3, -2, -1].map((n) => [n, n]))],
      [4, new Map([1, 2, 3, 4].map((n) => [n, n]))],
    ]),
  testInsanity: (argument) => {
    const empty: InsanityInput = { userMap: new Map(), plains: [] };
    return new Map<bigint, Map<Numeral, InsanityInput>>([
      [
        1n,
        new Map([
          [Numeral.TWO, argument],
          [Numeral.THREE, argument],
        ]),
      ],
      [2n, new Map([[Numeral.SIX, empty]])],
    ]);
  },
  testMulti: ({ arg0, arg1, arg2 }) => ({ text: "Hello2", tiny: arg0, medium: arg1, large: arg2 }),
  testException: (arg) => {
    if (arg === "Failure") throw new Failure({ errorCode: 1001, message: arg });
    if (arg === "undeclared") throw new Error(arg);
  },
  testMultiException: ({ arg0, arg1 }) => {
    const plain = { tiny: 0, medium: 0, large: 0n };
    if (arg0 === "Failure") throw new Failure({ errorCode: 1001, message: "This is a Failure" });
    if (arg0 === "NestedFailure") {
      throw new NestedFailure({ errorCode: 2002, plain: { ...plain, text: "This is a NestedFailure" } });
    }
    return { ...plain, text: arg1 };
  },
  testOneway: () => {},
};

export const secondHandler: SecondHandler = {
  testString: (thing) => `second ${thing}`,
  secondString: (thing) => thing,
};
