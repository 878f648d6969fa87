// What Apache Thrift's own cross test covers: each type, alone and nested, and each way in which a call can end.
namespace * cross

enum Numeral {
  ONE = 1
  TWO
  THREE
  FIVE = 5
  SIX
  EIGHT = 8
}

typedef i64 UserId

struct Plain {
  1: string text
  4: i8 tiny
  9: i32 medium
  11: i64 large
}

struct Nest {
  1: i8 tiny
  2: Plain inner
  3: i32 medium
}

struct Insanity {
  1: map<Numeral, UserId> userMap
  2: list<Plain> plains
}

struct Crazy {
  1: string text
  2: optional set<Insanity> insanities
  3: required list<map<i32, set<list<map<string, i64>>>>> deep
  4: binary bytes
  5: list<binary> pieces
  6: optional bool flag
  7: optional i16 small
  8: optional double ratio
  9: optional Crazy more
}

union Choice {
  1: map<Numeral, UserId> numerals
  2: string text
  3: i32 medium
  4: Plain plain
}

exception Failure {
  1: i32 errorCode
  2: string message
}

exception NestedFailure {
  1: i32 errorCode
  2: Plain plain
}

service Cross {
  void testVoid()
  string testString(1: string thing)
  bool testBool(1: bool thing)
  i8 testByte(1: i8 thing)
  i16 testI16(1: i16 thing)
  i32 testI32(1: i32 thing)
  i64 testI64(1: i64 thing)
  double testDouble(1: double thing)
  binary testBinary(1: binary thing)
  Plain testStruct(1: Plain thing)
  Nest testNest(1: Nest thing)
  map<i32, i32> testMap(1: map<i32, i32> thing)
  map<string, string> testStringMap(1: map<string, string> thing)
  map<i64, string> testLongMap(1: map<i64, string> thing)
  set<i32> testSet(1: set<i32> thing)
  list<i32> testList(1: list<i32> thing)
  Numeral testEnum(1: Numeral thing)
  UserId testTypedef(1: UserId thing)
  Crazy testCrazy(1: Crazy thing)
  Choice testChoice(1: Choice thing)

  // Always {-4: {-4: -4, …, -1: -1}, 4: {1: 1, …, 4: 4}}.
  map<i32, map<i32, i32>> testMapMap(1: i32 hello)

  // Always {1: {TWO: argument, THREE: argument}, 2: {SIX: an empty one}}.
  map<UserId, map<Numeral, Insanity>> testInsanity(1: Insanity argument)

  // A Plain of "Hello2" and the first three.
  Plain testMulti(1: i8 arg0, 2: i32 arg1, 3: i64 arg2, 4: map<i16, string> arg3, 5: Numeral arg4, 6: UserId arg5)

  // "Failure": that, with 1001 and the argument. "undeclared": an error that the IDL does not know. Else nothing.
  void testException(1: string arg) throws (1: Failure failure)

  // "Failure": that, with 1001. "NestedFailure": that, with 2002 and a Plain. Each with the text "This is a …". Else a
  // Plain with the second argument as text.
  Plain testMultiException(1: string arg0, 2: string arg1) throws (1: Failure failure, 2: NestedFailure nested)

  oneway void testOneway(1: i32 number)
}

// Has a method of the other's name: only names that tell the service lead to it.
service Second {
  string testString(1: string thing)
  string secondString(1: string thing)
}
