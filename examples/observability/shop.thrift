namespace js shop

struct Order { 1: string item, 2: i32 amount }

exception OutOfStock { 1: i32 left }

service Orders {
  /** Takes the goods from the stock and says what they cost. */
  double place(1: Order order) throws (1: OutOfStock outOfStock)
}

service Stock {
  double priceOf(1: string item)
  void take(1: Order order) throws (1: OutOfStock outOfStock)
}
