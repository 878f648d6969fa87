namespace go echo

/** What to say. */
struct EchoRequest {
  1: string message
}

struct EchoResponse {
  1: string message // as it was
}

/** Nobody is there. */
exception NotFound {
  1: string name
}

/** Answers what it is told. */
service Echo {
  /** Says it again. */
  EchoResponse echo(1: EchoRequest req) throws (1: NotFound notFound)
  i32 add(1: i32 a, 2: i32 b) (deprecated = "use a calculator")
  void ping()
  oneway void notify(1: string text)
}
