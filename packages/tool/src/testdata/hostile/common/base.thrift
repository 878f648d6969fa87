namespace * common
include "deep/leaf.thrift"

typedef leaf.Leaf Leaf
struct Base { 1: Leaf leaf, 2: optional leaf.Either either, 3: leaf.Grade grade = leaf.Grade.HIGH }
/* The same name as in the including file. */
struct Same { 1: bool yes }
exception Denied { 1: string message, 2: i64 code = 403, 3: binary cause }
service Base2 extends leaf.Root { Base base(1: Base value) throws (1: Denied denied, 2: leaf.LeafLost lost) }
