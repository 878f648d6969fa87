// What the peers of the interop tests call: one echoing method for each family of types, and one that fails in every
// way a handler can. The Go peer and ours are generated from this file.
namespace go lab

enum Color { RED = 0, GREEN = 3, BLUE = 7, NEGATIVE = -2 }

typedef i64 Id

struct Empty {}

struct Point {
  1: i32 x
  2: i32 y
}

/** A field of every type that holds one value. */
struct Scalars {
  1: bool flag
  2: i8 tiny
  3: i16 small
  4: i32 medium
  5: i64 large
  6: double ratio
  7: string text
  8: binary bytes
  9: Color color
  10: Id id
  11: Empty empty
  32767: i32 last
}

struct Lists {
  1: list<bool> flags
  2: list<i8> tinies
  3: list<i16> smalls
  4: list<i32> mediums
  5: list<i64> larges
  6: list<double> ratios
  7: list<string> texts
  8: list<binary> blobs
  9: list<Color> colors
  10: list<Point> points
  11: list<Id> ids
}

struct Sets {
  1: set<bool> flags
  2: set<i8> tinies
  3: set<i16> smalls
  4: set<i32> mediums
  5: set<i64> larges
  6: set<double> ratios
  7: set<string> texts
  8: set<Color> colors
  9: set<Point> points
  10: set<list<i32>> groups
}

struct Maps {
  1: map<string, string> texts
  2: map<bool, i8> flags
  3: map<i8, i16> tinies
  4: map<i16, i32> smalls
  5: map<i32, i64> mediums
  6: map<i64, double> larges
  7: map<double, bool> ratios
  8: map<Color, binary> colors
  9: map<string, Point> points
  10: map<Point, string> names
}

/** Containers in containers, three levels and more. */
struct Nested {
  1: list<list<list<i32>>> cube
  2: map<i64, list<map<string, set<i32>>>> tables
  3: map<string, map<string, map<string, string>>> paths
  4: list<map<i32, list<Point>>> clouds
  5: set<list<string>> phrases
}

/** Every family of types, optional and without a default. */
struct Optionals {
  1: optional bool flag
  2: optional i8 tiny
  3: optional i16 small
  4: optional i32 medium
  5: optional i64 large
  6: optional double ratio
  7: optional string text
  8: optional binary bytes
  9: optional Color color
  10: optional Point point
  11: optional list<i32> numbers
  12: optional set<string> names
  13: optional map<string, i32> totals
  14: optional Shape shape
}

/** Every family of types with a default, and each requiredness. */
struct Defaults {
  1: bool flag = true
  2: i32 medium = 42
  3: i64 large = 9007199254740993
  4: double ratio = 1.5
  5: string text = "hey"
  6: Color color = Color.BLUE
  7: list<i32> numbers = [1, 2, 3]
  8: map<string, i32> totals = {"one": 1}
  9: optional i32 mediumIfSet = 5
  10: optional string textIfSet = "you"
  11: optional Color colorIfSet = Color.GREEN
  12: optional bool flagIfSet = true
  13: required i32 needed
  14: required string neededText = "needed"
}

union Shape {
  1: i32 radius
  2: string label
  3: Point corner
  4: list<Shape> group
}

struct Drawing {
  1: optional Shape first
  2: list<Shape> shapes
  3: map<string, Shape> named
}

/** Contains itself in every way. */
struct Tree {
  1: string label
  2: optional Tree left
  3: list<Tree> children
  4: map<string, Tree> named
}

exception NotFound {
  1: string what
  2: i32 code
}

exception Denied {
  1: string message
  2: list<string> reasons
}

/** What the handler of `act` is to do. */
struct Action {
  /** return, notFound, denied, fail, panic, typed, status, wait */
  1: string kind
  2: string text
  3: i32 code
  4: map<string, string> extra
}

/** The way of a call through several servers, and what each of them saw. */
struct Route {
  /** Addresses still to visit, each `host:port`. */
  1: list<string> next
  /** What the call is about. */
  2: string text
}

struct Hop {
  /** The server's own name. */
  1: string server
  2: string callerService
  3: string callerMethod
  4: map<string, string> transient
  5: map<string, string> persistent
  /** Milliseconds that were left, or -1 without a deadline. */
  6: i64 leftMs
  /** What came back from the next server besides its reply. */
  7: map<string, string> backward
}

struct Trace {
  1: list<Hop> hops
  2: string text
}

service Lab {
  Scalars echoScalars(1: Scalars value)
  Lists echoLists(1: Lists value)
  Sets echoSets(1: Sets value)
  Maps echoMaps(1: Maps value)
  Nested echoNested(1: Nested value)
  Optionals echoOptionals(1: Optionals value)
  Defaults echoDefaults(1: Defaults value)
  Shape echoShape(1: Shape value)
  Drawing echoDrawing(1: Drawing value)
  Tree echoTree(1: Tree value)
  bool echoBool(1: bool value)
  i8 echoI8(1: i8 value)
  i16 echoI16(1: i16 value)
  i32 echoI32(1: i32 value)
  i64 echoI64(1: i64 value)
  double echoDouble(1: double value)
  string echoText(1: string value)
  binary echoBytes(1: binary value)
  Color echoColor(1: Color value)
  list<i32> echoList(1: list<i32> value)
  set<string> echoSet(1: set<string> value)
  map<string, i64> echoMap(1: map<string, i64> value)
  i64 add(1: i32 a, 3: i64 b)
  void ping()
  oneway void notify(1: string text)
  string act(1: Action action) throws (1: NotFound notFound, 2: Denied denied)
  Trace relay(1: Route route)
}

/** Shares no method with Lab, so that it is found by its methods alone. */
service Annex {
  string whoAmI()
  Point move(1: Point from, 2: Point by)
}

/** Shares a method with Annex, so that only a name or a fallback tells them apart. */
service Twin {
  string whoAmI()
}

/** Is never served. */
service Nowhere {
  string nothing(1: string text)
}
