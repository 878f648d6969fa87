// The later form of evolution-v1.thrift.
namespace go evolution.v2

enum Level { LOW = 1, HIGH = 2, HIGHEST = 3 }

struct Part {
  1: string name
  2: optional string added
}

union Choice {
  1: i32 number
  2: string text
}

struct Record {
  1: string name
  2: i32 count
  3: i64 retyped
  5: optional Part part
  6: string relisted
  7: Level level
  8: optional Choice choice
  9: map<string, Part> parts
  10: string added
  11: i32 addedWithDefault = 11
  12: optional list<Part> addedParts
  13: map<i32, list<Part>> addedTable
}

service Evolving {
  Record keep(1: Record record, 2: string added)
  /** Unknown to the earlier server. */
  string added(1: string text)
}
