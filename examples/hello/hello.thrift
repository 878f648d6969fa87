namespace js hello

struct HelloRequest { 1: string name }
struct HelloResponse { 1: string message }

service Hello {
  /** Greets by name. */
  HelloResponse hello(1: HelloRequest request)
}
