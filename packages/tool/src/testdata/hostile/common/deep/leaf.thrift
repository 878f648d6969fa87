// No namespace at all: the folder is the file's name.
// First of its file: nothing is imported before its variables are named.
struct First { 1: required string skip, 2: i32 tooDeep, 3: string readFieldHeader, 4: bool missingRequired, 5: list<First> readString, 6: binary keepField }
/** A leaf. */
struct Leaf { 1: required string name, 2: i64 weight = 9223372036854775807 }
enum Grade { LOW = -1, NONE, HIGH = 2147483647, constructor = 7, __proto__ = 8, toString = 9 }
typedef map<Grade, set<i64>> Grades
exception LeafLost { 1: string message, 2: Leaf leaf, 3: optional Grades grades }
union Either { 1: Leaf left, 2: i64 right, 3: list<Either> both }
const i64 SMALLEST = -9223372036854775808
service Root { Leaf grow(1: Leaf seed) throws (1: LeafLost lost), void close() }
