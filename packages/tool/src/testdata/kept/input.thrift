struct Kept { 1: i64 id }
union Either { 1: Kept kept, 2: i64 id }
exception Lost { 1: string message }
service Store { Either get(1: i64 id) throws (1: Lost lost) }
