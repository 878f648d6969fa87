namespace go hostile.main
namespace py elsewhere
include "common/base.thrift"
include "common/deep/leaf.thrift"

/**
 * Ends the comment? *\/ @ts-nocheck
 * @ts-expect-error {@link x} `tick` ${dollar}
 */
struct Plain {
  1: bool flag, 2: i8 tiny, 3: i16 small, 4: i32 medium, 5: i64 large, 6: double ratio, 7: string text, 8: binary bytes
  9: leaf.Grade grade
}

enum Empty {}
enum Kind { A = 0, B = 1, a = 2, default = 3 } (deprecated = "use */ nothing")
typedef i64 Id
typedef list<map<Id, set<string>>> Nested
typedef Nested Again

// Names of TypeScript, JavaScript and of this tool's own code.
struct Map { 1: map<i32, i32> Map }
struct Set { 1: set<i32> Set }
struct Promise { 1: string Promise }
struct Object { 1: optional Map map_, 2: Set set_ }
struct Uint8Array { 1: binary bytes }
struct any { 1: i32 any }
struct number { 1: double number }
struct undefined { 1: optional i32 undefined }
struct class_ { 1: i32 one }
struct Same { 1: base.Same same }
struct same { 1: Same Same }
struct Thing { 1: i64 id }
struct ThingInput { 1: Thing thing, 2: list<Thing> things }
struct writeThing { 1: string readThing, 2: i32 input, 3: i32 out, 4: i32 depth, 5: i32 value, 6: i32 header }
struct readString { 1: string readString, 2: string skip, 3: string tooDeep, 4: string missingRequired, 5: string kept }
struct ByteReader { 1: string size, 2: list<list<string>> i, 3: map<list<i32>, list<string>> item, 4: string key, 5: i32 fields }
exception Error { 1: string message, 2: i32 name, 3: string stack }
exception value { 1: required string input, 2: optional Error error }
struct ThriftException { 1: Error err, 2: list<value> values }
struct defaultPlain { 1: Plain Plain, 2: i32 defaultPlain }

struct Inherited {
  1: required string constructor, 2: optional string toString, 3: string valueOf = "v", 4: optional i64 __proto__
  5: required Plain hasOwnProperty, 6: list<i32> isPrototypeOf = [1, 2], 7: optional Inherited toLocaleString
}
union InheritedUnion { 1: string constructor, 2: list<i32> __proto__, 3: Plain toString, 4: i64 then }

struct Words {
  1: i32 break, 2: i32 case, 3: i32 catch, 4: i32 class, 5: i32 const, 6: i32 default, 7: i32 delete, 8: i32 enum_, 9: i32 eval
  10: i32 arguments, 11: i32 await, 12: i32 async, 13: i32 yield, 14: i32 let, 15: i32 static, 16: i32 new, 17: i32 this
  18: i32 null, 19: i32 true_, 20: i32 undefined, 21: i32 NaN, 22: i32 type, 23: i32 as, 24: i32 of, 25: i32 globalThis
}

struct Containers {
  1: list<list<list<i64>>> lists, 2: map<string, map<string, map<i32, Plain>>> maps, 3: set<set<i32>> sets, 4: set<binary> blobs
  5: set<Plain> plains, 6: map<Plain, list<Plain>> keyed, 7: map<list<i64>, set<list<bool>>> odd, 8: set<leaf.Grade> grades
  9: map<double, bool> doubles, 10: Again again, 11: optional set<bool> flags, 12: map<binary, set<double>> bytes
  13: list<InheritedUnion> unions, 14: map<set<i8>, map<i16, Error>> errors, 15: set<map<string, i32>> mapSet
}

struct Defaults {
  1: bool flag = true, 2: i8 tiny = -128, 3: i16 small = 32767, 4: i32 medium = 0x7fffffff, 5: i64 large = -9223372036854775808
  6: double ratio = -0.5e-10, 7: string text = "quote \" 'single' \\ \n ${x} `y` </script> \u2028", 8: binary bytes = "abc"
  9: leaf.Grade grade = leaf.Grade.LOW, 10: list<i64> list_ = [1, -2, 9007199254740993], 11: set<string> set_ = ["a", "b"]
  12: map<string, list<i32>> map_ = {"a": [1], "": []}, 13: Plain plain = {"flag": true, "large": 5}
  14: leaf.Leaf leaf = {"name": "n"}, 15: optional i32 maybe = 7, 16: required string must = "must", 17: Kind kind = Kind.a
  18: InheritedUnion member = {"constructor": "c"}, 19: list<Plain> plains = [{"text": "x"}, {}], 20: Error error = {"message": "m"}
  21: set<list<i32>> listSet = [[1], [2, 3]], 22: optional map<Kind, Id> kinds = {Kind.A: 1}, 23: double whole = 3
  24: map<string, i32> none = {}, 25: i64 zero = 0
}

struct Node { 1: i32 value, 2: Node next, 3: list<Node> children, 4: optional Node other }
struct Left { 1: Right right, 2: i32 id }
struct Right { 1: Left left, 2: required i32 id }
struct Ahead { 1: required Behind behind, 2: i32 id }
struct Behind { 1: Ahead ahead, 2: i32 id }
union Tree { 1: list<Tree> branches, 2: Node node, 3: Left left }
struct Nothing {}
union NoMember {}
exception Bare {}
enum fields { fields = 1, fields_ = 2 }
exception Filled {
  1: fields fields = fields.fields_, 2: string valueOf = "v", 3: i64 __proto__ = -5, 4: list<i32> constructor = [1]
  5: Plain plain = {"large": 5}, 6: Tree tree = {"branches": []}, 7: Bare bare = {}, 8: set<i32> Set = [], 9: leaf.Grade grade = leaf.Grade.HIGH
  10: required string must = "must", 11: optional Filled again, 12: map<Plain, list<Id>> Map = {}, 13: string message = "filled"
}
struct FilledFieldsInput { 1: Filled filled, 2: Filled other = {"message": "other"} }
const Filled FILLED = {"must": "x"}

struct Ids { -1: optional i32 negative, 32767: i32 highest, 1: i32 lowest, 300: string middle }

const Plain PLAIN = {"text": "const", "grade": leaf.Grade.__proto__}
const map<Kind, list<Id>> TABLE = {Kind.A: [1], Kind.default: []}
const set<i64> IDS = [1, 2]
const leaf.Either EITHER = {"both": [{"right": 1}, {"left": {"name": "l"}}]}
const Error ERROR = {"message": "m", "name": 1}
const string __proto__ = "proto"
const double HUGE = 1e300
const Kind arguments = Kind.B
const Defaults DEFAULTS = {"must": "x"}
const list<list<string>> NOTHING = []

/** Talks. */
service Hostile extends base.Base2 {
  /** Finds. */
  Containers find(1: Containers query) throws (1: Error error, 2: base.Denied denied, 3: value value, 4: Filled filled),
  void then(), void constructor(1: i32 constructor), void ready(1: i64 a, 2: list<i64> b), oneway void prototype(1: string text)
  i64 __proto__(1: i64 id), i32 close_(), Tree tree(1: Tree tree), NoMember nothing(1: NoMember none, 2: Node node)
  string toString(1: string value, 2: Plain __proto__), Behind behind(1: Ahead ahead) throws (1: Bare bare)
  i32 default(1: Id default = 5), Plain await(1: Plain arguments = {"tiny": 1}), Defaults defaults(1: Defaults ctx)
  list<leaf.Leaf> leaves(1: set<leaf.Leaf> leaves), leaf.Grades grades(1: leaf.Grades grades), Nothing empty(1: Nothing nothing)
  void Find(1: bool yes) (deprecated), binary bytes(1: binary bytes), bool several(1: i32 success, 2: string outcome = "o", 3: Tree tree)
  void fails() throws (1: Bare success), Empty empty2(1: Empty e), map<string, string> same(1: Same a, 2: same b, 3: base.Same c)
}
service hostile { void ping(), oneway void quiet() }
service Streams extends Hostile {
  Tree watch(1: Tree query) (streaming.mode = "server"), Plain upload(1: Thing requests) (streaming.mode = "client")
  // Chats.
  base.Same chat(1: same ctx) (streaming.mode = "bidirectional"), Nothing valueOf(1: Nothing n) (streaming.mode = "server")
}
service HostileClient { void ping() }
