namespace ts shapes.every_type

enum Color { RED = 1, /** Like grass. */ GREEN = 2 }
typedef i64 Id
struct Inner { 1: required string name, 2: optional i32 rank = 7 }
union Subject { 1: Inner inner, 2: string text }
exception NotFound { 1: string id, 2: i32 code = 404 }
struct EveryType {
  1: bool flag, 2: i8 tiny, 3: i16 small, 4: i32 medium, 5: i64 large, 6: double ratio, 7: string text
  8: binary bytes, 9: Color color, 10: list<string> items, 11: set<i32> numbers, 12: map<string, Id> index
  13: Inner inner, 14: optional list<map<i32, list<Inner>>> nested, 15: set<Inner> inners, 16: Subject subject
  17: optional EveryType next, 18: string greeting = "hi", 19: required i32 id, 20: optional NotFound failure
  21: optional string constructor, 22: EveryType again, 23: list<Color> colors = [Color.RED]
}
const map<Color, list<Id>> TABLE = {Color.RED: [1, 9223372036854775807]}
const Inner INNER = {"name": "constant"}
