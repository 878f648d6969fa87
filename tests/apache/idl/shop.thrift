// For what the adapter makes of a module of Apache's compiler: inheritance, containers, keys that are no texts.
namespace * shop

struct Item {
  1: string name
  2: i64 price
  3: map<string, i32> tags
  4: optional Item more
}

exception NotFound {
  1: string name
}

struct Everything {
  1: bool flag
  2: i8 tiny
  3: i16 small
  4: i32 medium
  5: i64 large
  6: double ratio
  7: string text
  8: binary bytes
  9: list<string> names
  10: set<i32> numbers
  11: map<i32, list<Item>> items
  12: map<i64, bool> flags
}

service Base {
  void ping()
}

service Shop extends Base {
  Item find(1: Item like) throws (1: NotFound notFound)
  i32 add(1: i32 a, 2: i32 b)
  oneway void notify(1: string text)
  Everything everything(1: Everything all)
}
