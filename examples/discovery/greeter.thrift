namespace js greeter

struct Greeting {
  1: string text
  /** The server that answered. */
  2: string server
}

service Greeter {
  Greeting greet(1: string name)
}
