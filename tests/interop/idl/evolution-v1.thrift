// One service at two points in time; evolution-v2.thrift is the later one.
namespace go evolution.v1

enum Level { LOW = 1, HIGH = 2 }

struct Part {
  1: string name
}

union Choice {
  1: i32 number
}

struct Record {
  1: string name
  2: i32 count
  /** Later an i64. */
  3: i32 retyped
  /** Later gone. */
  4: string removed
  5: optional Part part
  /** Later a list of text. */
  6: list<i32> relisted
  7: Level level
  8: optional Choice choice
  9: map<string, Part> parts
}

service Evolving {
  Record keep(1: Record record)
}
